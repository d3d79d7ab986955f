"""Write a draft as TOML, with comments for the data steward who completes it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from data.city_profile.city import DISTRICT
from data.city_profile.in_use import current_city
from data.text.messages import message, render
from etl.custom.mapping import GAP, vocabulary
from etl.suggest.draft import Draft
from etl.suggest.matching import columns_of

#: Per table the columns that are filled with constants if the file lacks them.
ADVISED = {
    "bookings": ("department", "district"),
    "volunteer_records": ("site", "place_name"),
    "event_records": ("department", "district"),
}
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
#: Entries that are parts of their own in the file, after the plain ones.
_PARTS = ("title", "several", "weekly", "units", "columns", "values", "constants")
_COMMENTED = {
    "name": "suggest_name",
    "recognise": "suggest_recognise",
    "personal": "suggest_personal",
    "ignored": "suggest_ignored",
    "time_zone": "suggest_zone",
}


def quoted(text: str) -> str:
    """Return a text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def mapping_text(draft: Draft, language: str) -> str:
    """Return the TOML file of a draft, with comments in ``language``."""
    writing = _Writing(draft, language)
    writing.head()
    for part in _PARTS[:-2]:
        writing.part(part)
    writing.values()
    writing.constants()
    return "\n".join(writing.lines) + "\n"


class _Writing:
    def __init__(self, draft: Draft, language: str) -> None:
        self.draft, self.language = draft, language
        self.known = columns_of(draft.entries["table"])
        self.lines: list[str] = []

    def head(self) -> None:
        """Write the plain entries."""
        self._say("suggest_head", rows=self.draft.rows, columns=len(self.draft.columns))
        self._say("suggest_fill", gap=GAP)
        for key, value in self.draft.entries.items():
            if key not in _PARTS:
                self._line(key, value, self._text(_COMMENTED[key]) if key in _COMMENTED else "")
            if key == "date_formats":
                for written in self.draft.doubtful_formats:
                    self._say("suggest_doubtful", format=written)
            if key == "personal":
                names = [c.header for c in self.draft.columns if c.is_personal and c.reasons == _NAMES]
                if names:
                    self._say("suggest_names", headers=", ".join(names))

    def part(self, part: str) -> None:
        """Write a part whose lines are plain."""
        entries: Mapping[str, Any] = self.draft.entries.get(part, {})
        if not entries:
            return
        self.lines += ["", f"[{part}]"]
        if part == "columns":
            self.lines += [f"# {render(note, self.language)}" for note in self.draft.notes]
        for key, value in entries.items():
            self._line(key, value, self._meaning(key, value) if part == "columns" else "")
        if part == "columns":
            unfilled = [name for name in self.known if name not in entries]
            self._say("suggest_left", columns=", ".join(unfilled))

    def values(self) -> None:
        """Write how values are translated, a part for each column."""
        for name, pairs in self.draft.entries.get("values", {}).items():
            self.lines += ["", f"[values.{name}]"]
            column = self.known.get(name)
            if column is not None:
                allowed = ("true", "false") if column.type == "boolean" else vocabulary(column)
                self._say("suggest_values", values=", ".join(allowed))
            for value, translation in pairs.items():
                self.lines.append(f"{quoted(value)} = {quoted(translation)}")
            if name in self.draft.hidden:
                self._say("suggest_hidden", count=self.draft.hidden[name])

    def constants(self) -> None:
        """Write the constants, and as comments those that are advised."""
        table, columns = self.draft.entries["table"], self.draft.entries["columns"]
        constants = self.draft.entries.get("constants", {})
        advised = [name for name in ADVISED.get(table, ()) if name not in columns]
        if not constants and not advised:
            return
        self.lines += ["", "[constants]"]
        for name, value in constants.items():
            allowed = ", ".join(vocabulary(self.known[name]))
            self._line(name, value, self._text("suggest_constant", values=allowed))
        for name in advised:
            text = self.known[name].texts[self.language]
            self.lines.append(f"# {name} = {quoted(_example(name))}  # {text}")

    def _meaning(self, name: str, value: Any) -> str:
        column = self.known[name]
        text = column.texts[self.language]
        if value == GAP:
            if name == "hours":
                return self._text("suggest_hours")
            return f"{text} — {self._text('suggest_needed')}" if column.required else text
        headers = [value] if isinstance(value, str) else value
        shapes = {c.header: c.shape for c in self.draft.columns}
        shape = " ".join(filter(None, (shapes.get(header, "") for header in headers)))
        hashed = self._text("suggest_hashed") if column.personal == "K" else ""
        return "; ".join(part for part in (text, shape, hashed) if part)

    def _text(self, code: str, **parameters: object) -> str:
        return render(message(code, **parameters), self.language)

    def _say(self, code: str, **parameters: object) -> None:
        self.lines += [f"# {line}" for line in self._text(code, **parameters).splitlines()]

    def _line(self, key: str, value: Any, comment: str = "") -> None:
        comment = " ".join(comment.split())
        bare = key if _BARE.fullmatch(key) else quoted(key)
        self.lines.append(f"{bare} = {_toml(value)}" + (f"  # {comment}" if comment else ""))


def _example(name: str) -> str:
    """Return a department or a district of the city."""
    city = current_city()
    if name in ("department", "site"):
        return city.departments[0]["department"]
    return city.area_rows(DISTRICT)[0]["name_fi"]


#: The reasons of a column whose words look like names of people.
_NAMES = (message("suggest_why_names_personal"),)


def _toml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return quoted(value) if isinstance(value, str) else str(value)
