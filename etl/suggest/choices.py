"""What a steward chose of a draft: the kind of data, what each column becomes and how its cells are read.

Choices are applied before the draft is made, so that everything that follows from them follows here too: the
translations of a column, the date formats, the columns that identify the file. They are a JSON object with
``table``, ``columns`` (by header: ``roles``, ``format``, ``personal``), ``values``, ``constants``, ``name``
and ``title``; of two choices that exclude each other the later one holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.settings import LANGUAGES
from data.text.messages import message
from etl.custom.mapping import GAP, LENGTHS
from etl.custom.personal_data import is_personal_header
from etl.suggest.columns import ColumnProfile
from etl.suggest.draft import Draft
from etl.suggest.kinds import CLOCK, DAY
from etl.suggest.matching import Matched, columns_of
from etl.suggest.times import END

Choices = Mapping[str, Any]
#: The prefix of a role that is a part of a weekly pattern, as in ``weekly.weekday``.
WEEKLY = "weekly."


def read_as_chosen(profiles: Sequence[ColumnProfile], choices: Choices) -> list[ColumnProfile]:
    """Return the columns with the chosen formats, and with those personal that the steward says are."""
    return [_read(p, choices.get("columns", {}).get(p.part_of or p.header, {})) for p in profiles]


def _read(profile: ColumnProfile, chosen: Mapping[str, Any]) -> ColumnProfile:
    written = chosen.get("format")
    if written in profile.formats:
        profile = replace(profile, formats=(written,))
    elif written in profile.marks:
        profile = replace(profile, marks=(written,))
    if "personal" in chosen:
        profile = replace(profile, why_personal="header" if chosen["personal"] else "")
    return profile


def filled_as_chosen(matched: Matched, profiles: Sequence[ColumnProfile], choices: Choices) -> Matched:
    """Return the match with each column of the file in the roles that were chosen for it."""
    known = columns_of(matched.table.name)
    columns, weekly, reasons = dict(matched.columns), dict(matched.weekly), dict(matched.reasons)
    for header, chosen in choices.get("columns", {}).items():
        own = [profile for profile in profiles if (profile.part_of or profile.header) == header]
        if "roles" not in chosen or not own:
            continue
        for name, used in list(columns.items()):
            columns[name] = tuple(p for p in used if (p.part_of or p.header) != header)
        weekly = {part: other for part, other in weekly.items() if other != header}
        for role in chosen["roles"]:
            if role.startswith(WEEKLY):
                weekly[role.removeprefix(WEEKLY)] = header
            elif role in known:
                # Of a range, the start and the end are columns of their own.
                part = own[min(2 if role == END else 1, len(own) - 1)]
                columns[role] = _joined(columns.get(role, ()), part)
                reasons[role] = message("suggest_why_chosen")
    filled = {name: columns[name] for name in known if columns.get(name)}
    return replace(matched, columns=filled, weekly=weekly, reasons=reasons)


def _joined(used: tuple[ColumnProfile, ...], added: ColumnProfile) -> tuple[ColumnProfile, ...]:
    """Return a day and a time of day together; otherwise the column that was chosen last."""
    pair = sorted((*used, added), key=lambda profile: profile.kind == CLOCK)
    return tuple(pair) if [profile.kind for profile in pair] == [DAY, CLOCK] else (added,)


def completed(draft: Draft, choices: Choices) -> Draft:
    """Return the draft with the chosen translations, constants, units and names."""
    entries: dict[str, Any] = {
        key: dict(part) if isinstance(part, dict) else part for key, part in draft.entries.items()
    }
    known = columns_of(entries["table"])
    if choices.get("name"):
        entries["name"] = choices["name"]
    title = {language: choices.get("title", {}).get(language, "").strip() for language in LANGUAGES}
    if any(title.values()):
        entries["title"] = {language: text or GAP for language, text in title.items()}
    for name, chosen in choices.get("values", {}).items():
        if name in entries.get("values", {}):
            pairs = {**entries["values"][name], **chosen}
            entries["values"][name] = {k: v for k, v in pairs.items() if k != GAP or len(pairs) == 1}
    constants = {n: v for n, v in choices.get("constants", {}).items() if n in known and v}
    constants = {**entries.get("constants", {}), **constants}
    entries["constants"] = {n: v for n, v in constants.items() if n not in entries["columns"]}
    of_columns = choices.get("columns", {})
    for name, headers in entries["columns"].items():
        written = of_columns.get(headers, {}).get("format") if isinstance(headers, str) else None
        if name in LENGTHS and written:
            entries["units"] = {**entries.get("units", {}), name: written}
    cleared = [header for header, chosen in of_columns.items() if chosen.get("personal") is False]
    headers = {column.header for column in draft.columns}
    entries["not_personal"] = [h for h in cleared if h in headers and is_personal_header(h)]
    return replace(draft, entries={key: value for key, value in entries.items() if value or key == "columns"})
