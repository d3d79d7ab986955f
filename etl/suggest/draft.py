"""Write the draft of a mapping: TOML with comments for the data steward who completes it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from data.catalogue.tables import Column
from data.city_profile.in_use import current_city
from data.text.messages import message, render
from etl.custom.mapping import GAP, vocabulary
from etl.suggest.beginning import Beginning
from etl.suggest.columns import CLOCK, MOMENT, ColumnProfile, showable
from etl.suggest.matching import Matched, translations, words_for

_MOST_HEADERS = 5
#: Words that the casts read as yes or no without a translation.
_UNDERSTOOD = frozenset(("1", "0", "true", "false", "yes", "no", "kyllä", "ei", "ja", "nej"))
_ADVISED = {"bookings": ("department", "district"), "volunteer_records": ("site", "place_name")}
#: Without one of these a source of volunteering has no hours.
_HOURS = ("hours", "total_hours", "minutes")
_EXAMPLES = {"department": "KUVA", "district": "Kallio", "site": "KUVA", "place_name": "Kallio"}


@dataclass(frozen=True)
class Draft:
    """The text of a mapping, its keys that are still to fill, and the columns that it does not use."""

    text: str
    gaps: tuple[str, ...]
    personal: tuple[str, ...]
    ignored: tuple[str, ...]


def draft(
    beginning: Beginning,
    profiles: Sequence[ColumnProfile],
    matched: Matched,
    language: str,
    notes: Sequence[str] = (),
) -> Draft:
    """Write a mapping of the file to the table that it matched, with stored ``notes`` as comments.

    No cell that may be personal is repeated in it.
    """
    writing = _Writing(beginning, profiles, matched, language)
    writing.head()
    writing.layout()
    writing.columns(notes)
    writing.values()
    writing.constants()
    return Draft("\n".join(writing.lines) + "\n", tuple(writing.gaps), writing.personal, writing.ignored)


def quoted(text: str) -> str:
    """Return a text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class _Writing:
    def __init__(
        self, beginning: Beginning, profiles: Sequence[ColumnProfile], matched: Matched, language: str
    ) -> None:
        self.beginning, self.matched, self.language = beginning, matched, language
        used = {profile.header for columns in matched.columns.values() for profile in columns}
        rest = [profile for profile in profiles if profile.header not in used]
        self.personal = tuple(profile.header for profile in rest if profile.why_personal)
        self.ignored = tuple(profile.header for profile in rest if not profile.why_personal)
        self.names = tuple(profile.header for profile in rest if profile.why_personal == "names")
        self.profiles = profiles
        self.lines: list[str] = []
        self.gaps: list[str] = []

    def head(self) -> None:
        rows = len(self.beginning.rows)
        self._say("suggest_head", rows=rows, columns=len(self.profiles))
        self._say("suggest_fill", gap=GAP)
        self._gap("name", "name", self._text("suggest_name"))

    def layout(self) -> None:
        beginning = self.beginning
        self._line("table", quoted(self.matched.table.name))
        self._line("format", quoted(beginning.format))
        self._line("recognise", _list(self._recognised()), self._text("suggest_recognise"))
        if beginning.format == "csv":
            self._line("delimiter", quoted("tab" if beginning.delimiter == "\t" else beginning.delimiter))
            self._line("encoding", quoted(beginning.encoding))
        else:
            self._line("sheet", quoted(beginning.sheet or ""))
        self._line("header_row", str(beginning.header_row))
        self._dates()
        marks = Counter(profile.mark for profile in self._used() if profile.mark)
        if marks:
            self._line("decimal_mark", quoted(marks.most_common(1)[0][0]))
        if self.personal:
            self._line("personal", _list(self.personal), self._text("suggest_personal"))
        if self.names:
            self._say("suggest_names", headers=", ".join(self.names))
        if self.ignored:
            self._line("ignored", _list(self.ignored), self._text("suggest_ignored"))

    def columns(self, notes: Sequence[str]) -> None:
        self.lines += ["", "[columns]"]
        self.lines += [f"# {render(note, self.language)}" for note in notes]
        for name, profiles in self.matched.columns.items():
            headers = [column.header for column in profiles]
            value = quoted(headers[0]) if len(headers) == 1 else _list(headers)
            self._line(name, value, self._meaning(name, profiles))
        for name in self.matched.missing:
            column = self.matched.table.columns[name]
            if column.type != "enum":
                self._gap(
                    "columns." + name, name, f"{column.texts[self.language]} — {self._text('suggest_needed')}"
                )
        table = self.matched.table
        if table.name == "bookings" and not {"space", "space_name"} & set(self.matched.columns):
            column = table.columns["space_name"]
            self._gap("columns.space_name", "space_name", column.texts[self.language])
        if table.name == "volunteer_records" and not set(_HOURS) & set(self.matched.columns):
            self._gap("columns.hours", "hours", self._text("suggest_hours"))
        known = (*self.matched.columns, *self.matched.missing)
        unfilled = [name for name in table.columns if name not in known]
        self._say("suggest_left", columns=", ".join(unfilled))

    def values(self) -> None:
        for name, profiles in self.matched.columns.items():
            column = self.matched.table.columns[name]
            if column.type not in ("enum", "boolean"):
                continue
            shown, hidden = showable(profiles[0], words_for(column))
            translated = translations(column, shown)
            if column.type == "boolean" and not hidden and {v.lower() for v in shown} <= _UNDERSTOOD:
                continue
            self.lines += ["", f"[values.{name}]"]
            allowed = ("true", "false") if column.type == "boolean" else vocabulary(column)
            self._say("suggest_values", values=", ".join(allowed))
            for value, translation in translated.items():
                if translation:
                    self.lines.append(f"{quoted(value)} = {quoted(translation)}")
                else:
                    self._gap(f"values.{name}", quoted(value))
            if hidden:
                self._say("suggest_hidden", count=hidden)
            if not translated:
                self._gap(f"values.{name}", quoted(GAP))

    def constants(self) -> None:
        missing = [self.matched.table.columns[name] for name in self.matched.missing]
        enums = [column for column in missing if column.type == "enum"]
        advised = [n for n in _ADVISED.get(self.matched.table.name, ()) if n not in self.matched.columns]
        if not enums and not advised:
            return
        self.lines += ["", "[constants]"]
        for column in enums:
            allowed = ", ".join(vocabulary(column))
            self._gap("constants." + column.name, column.name, self._text("suggest_constant", values=allowed))
        for name in advised:
            text = self.matched.table.columns[name].texts[self.language]
            self.lines.append(f"# {name} = {quoted(_EXAMPLES[name])}  # {text}")

    def _dates(self) -> None:
        chosen, doubtful = formats_of(self.matched)
        if chosen:
            self._line("date_formats", _list(chosen))
            for written in doubtful:
                self._say("suggest_doubtful", format=written)
        if any(profile.kind in (MOMENT, CLOCK) for profile in self._used()):
            self._line("time_zone", quoted(current_city().time_zone), self._text("suggest_zone"))

    def _recognised(self) -> list[str]:
        # Required columns come first, then ids and names; an export may leave out the rest.
        table = self.matched.table.columns
        ordered = sorted(
            self.matched.columns,
            key=lambda n: (not table[n].required, table[n].type not in ("key", "id", "text")),
        )
        headers = [profile.header for name in ordered for profile in self.matched.columns[name]]
        rest = [h for h in self.ignored if h not in headers]
        return list(dict.fromkeys([*headers, *rest]))[:_MOST_HEADERS]

    def _used(self) -> list[ColumnProfile]:
        return [profile for columns in self.matched.columns.values() for profile in columns]

    def _meaning(self, name: str, profiles: Sequence[ColumnProfile]) -> str:
        column: Column = self.matched.table.columns[name]
        shape = " ".join(c.shape for c in profiles if c.shape)
        hashed = self._text("suggest_hashed") if column.personal == "K" else ""
        return "; ".join(part for part in (column.texts[self.language], shape, hashed) if part)

    def _text(self, code: str, **parameters: object) -> str:
        return render(message(code, **parameters), self.language)

    def _say(self, code: str, **parameters: object) -> None:
        self.lines += [f"# {line}" for line in self._text(code, **parameters).splitlines()]

    def _line(self, key: str, value: str, comment: str = "") -> None:
        comment = " ".join(comment.split())
        self.lines.append(f"{key} = {value}" + (f"  # {comment}" if comment else ""))

    def _gap(self, place: str, key: str, comment: str = "") -> None:
        self.gaps.append(place)
        self._line(key, quoted(GAP), comment)


def formats_of(matched: Matched) -> tuple[list[str], list[str]]:
    """Return the date formats to declare, and others that fit all dates of a column equally well."""
    candidates: list[tuple[str, ...]] = []
    for profiles in matched.columns.values():
        if len(profiles) == 2 and profiles[1].kind == CLOCK and (profiles[0].formats or profiles[1].formats):
            days, clocks = profiles[0].formats or ("yyyy-mm-dd",), profiles[1].formats or ("HH:MM:SS",)
            candidates.append(tuple(f"{day} {clock}" for day in days for clock in clocks))
        elif profiles[0].formats and len(profiles) == 1:
            candidates.append(profiles[0].formats)
    support = Counter(written for formats in candidates for written in formats)
    chosen = {
        max(formats, key=lambda written: (support[written], -formats.index(written)))
        for formats in candidates
    }
    alternatives = {f for formats in candidates for f in formats if chosen & set(formats)} - chosen
    doubtful = sorted(
        f
        for f in alternatives
        if any(f in formats and support[f] >= len(candidates) for formats in candidates)
    )
    return sorted(chosen), doubtful


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"
