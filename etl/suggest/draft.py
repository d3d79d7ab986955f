"""Draft a mapping: its entries, and for each column of the file what it becomes and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.text.messages import message
from etl.custom.mapping import GAP, vocabulary
from etl.suggest.beginning import Beginning
from etl.suggest.columns import ColumnProfile, showable
from etl.suggest.formats import date_formats, decimal_mark, time_zone, unit_of, unread_times
from etl.suggest.kinds import CLOCK, LENGTH, MOMENT
from etl.suggest.matching import Matched, columns_of, translations, words_for
from etl.suggest.several import several_mark
from etl.suggest.words import meaning

_MOST_HEADERS = 5
#: Words that the casts read as yes or no without a translation.
_UNDERSTOOD = frozenset(("1", "0", "true", "false", "yes", "no", "kyllä", "ei", "ja", "nej"))
#: Without one of these a source of volunteering has no hours.
_HOURS = ("hours", "total_hours", "minutes")


@dataclass(frozen=True)
class ColumnDraft:
    """A column of the file: what it holds, which canonical columns it fills (none if unused), and why.

    ``formats`` are those by which its cells are read; ``reasons`` are stored messages; ``alternatives`` are
    other canonical columns that it could fill, the nearest first. ``shape`` is empty for personal data.
    """

    header: str
    kind: str
    shape: str
    filled: int
    roles: tuple[str, ...]
    formats: tuple[str, ...]
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...]
    is_personal: bool


@dataclass(frozen=True)
class TableChoice:
    """A table that the file was compared with: its points, the columns it would fill, and typical headers."""

    table: str
    points: int
    columns: tuple[str, ...]
    missing: tuple[str, ...]
    signals: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A drafted mapping. ``entries`` are those of its TOML file, with GAP where a steward has to decide.

    ``doubts`` and ``notes`` are stored messages: what the file leaves open, and what was changed and why.
    ``hidden`` counts, by canonical column, values that are not shown. ``choices`` has the chosen table first.
    """

    entries: Mapping[str, Any]
    columns: tuple[ColumnDraft, ...]
    choices: tuple[TableChoice, ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    doubtful_formats: tuple[str, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    is_whole: bool = True

    @property
    def gaps(self) -> tuple[str, ...]:
        """The keys that are still to fill."""
        return tuple(dict.fromkeys(gaps("", self.entries)))


def gaps(place: str, entries: Any) -> list[str]:
    """Return the keys below ``place`` whose values are gaps; those of translations by their column."""
    if isinstance(entries, Mapping):
        is_translation = place.startswith("values.")
        return [
            gap
            for key, value in entries.items()
            for gap in gaps(place if is_translation else f"{place}.{key}" if place else str(key), value)
        ]
    return [place] if entries == GAP or (isinstance(entries, list) and GAP in entries) else []


def draft(
    beginning: Beginning,
    profiles: Sequence[ColumnProfile],
    candidates: Sequence[Matched],
    notes: Sequence[str] = (),
) -> Draft:
    """Draft a mapping of the file to the first of ``candidates``, the tables it was compared with.

    No cell that may be personal is in it.
    """
    drafting = _Drafting(beginning, profiles, candidates[0])
    entries = drafting.entries()
    return Draft(
        entries,
        drafting.columns(),
        tuple(
            TableChoice(m.table.name, m.points, tuple(m.columns), tuple(m.missing), m.signals)
            for m in candidates
        ),
        tuple(candidates[0].missing),
        tuple(drafting.doubts),
        tuple(notes),
        tuple(drafting.doubtful_formats),
        drafting.hidden,
        len(beginning.rows),
        beginning.is_whole,
    )


class _Drafting:
    def __init__(self, beginning: Beginning, profiles: Sequence[ColumnProfile], matched: Matched) -> None:
        self.beginning, self.profiles, self.matched = beginning, profiles, matched
        self.used = [profile for columns in matched.columns.values() for profile in columns]
        headers = {profile.part_of or profile.header for profile in self.used} | set(matched.weekly.values())
        self.rest = [p for p in profiles if p.header not in headers and not p.part_of]
        self.doubts: list[str] = []
        self.doubtful_formats: list[str] = []
        self.hidden: dict[str, int] = {}

    def entries(self) -> dict[str, Any]:
        """Return the entries of the mapping in the order in which they are written."""
        entries: dict[str, Any] = {"name": GAP, "table": self.matched.table.name}
        entries |= self._layout()
        entries |= self._times_and_numbers()
        entries["personal"] = [p.header for p in self.rest if p.why_personal]
        entries["ignored"] = [p.header for p in self.rest if not p.why_personal]
        entries["several"] = self._several()
        entries["weekly"] = dict(self.matched.weekly)
        if entries["weekly"] and not {"year", "first"} & entries["weekly"].keys():
            entries["weekly"]["year"] = GAP
        entries["units"] = self._units()
        entries["columns"] = self._columns()
        entries["values"] = self._values()
        missing = [self.matched.table.columns[name] for name in self.matched.missing]
        entries["constants"] = {column.name: GAP for column in missing if column.type == "enum"}
        return {key: value for key, value in entries.items() if value or key in ("columns", "header_row")}

    def columns(self) -> tuple[ColumnDraft, ...]:
        """Return what each column of the file becomes."""
        return tuple(self._column(profile) for profile in self.profiles if not profile.part_of)

    def _column(self, profile: ColumnProfile) -> ColumnDraft:
        parts = (profile.header, *(p.header for p in self.profiles if p.part_of == profile.header))
        roles = [n for n, used in self.matched.columns.items() if any(p.header in parts for p in used)]
        roles += [
            f"weekly.{part}" for part, header in self.matched.weekly.items() if header == profile.header
        ]
        reasons = [self.matched.reasons.get(name, message("suggest_why_content")) for name in roles]
        is_personal = profile in self.rest and bool(profile.why_personal)
        if is_personal:
            reasons = [message(f"suggest_why_{profile.why_personal}_personal")]
        return ColumnDraft(
            profile.header,
            profile.kind,
            profile.shape,
            profile.filled,
            tuple(roles),
            profile.formats or profile.marks or ((profile.unit,) if profile.unit else ()),
            tuple(reasons),
            self.matched.alternatives.get(profile.header, ()),
            is_personal,
        )

    def _layout(self) -> dict[str, Any]:
        beginning = self.beginning
        layout: dict[str, Any] = {"format": beginning.format, "recognise": self._recognised()}
        if beginning.format == "csv":
            layout["delimiter"] = "tab" if beginning.delimiter == "\t" else beginning.delimiter
            layout["encoding"] = beginning.encoding
        elif beginning.format == "xlsx":
            layout["sheet"] = beginning.sheet or ""
        else:
            layout["records"] = beginning.records
        if beginning.format != "json":
            layout["header_row"] = beginning.header_row
        return layout

    def _times_and_numbers(self) -> dict[str, Any]:
        formats, self.doubtful_formats = date_formats(self.matched)
        mark, doubts = decimal_mark(self.matched, self.beginning.delimiter)
        self.doubts += [message("suggest_doubtful", format=written) for written in self.doubtful_formats]
        self.doubts += doubts
        bounds = {self.matched.weekly.get(part) for part in ("first", "last")}
        days = [p.formats[0] for p in self.profiles if p.header in bounds and p.formats]
        entries: dict[str, Any] = {"date_formats": list(dict.fromkeys([*formats, *days]))}
        if any(profile.kind in (MOMENT, CLOCK) for profile in self.used):
            entries["time_zone"], doubts = time_zone(self.used, self.rest)
            self.doubts += doubts
        self.doubts += unread_times(self.used, self.rest)
        entries["decimal_mark"] = mark
        entries["ranges"] = list(dict.fromkeys(p.part_of for p in self.used if p.part_of))
        return entries

    def _several(self) -> dict[str, str]:
        marks = {}
        for name in ("space_name", "space"):
            for profile in (
                self.matched.columns.get(name, ()) if self.matched.table.name == "bookings" else ()
            ):
                mark = several_mark(profile.values, is_list=self.beginning.format == "json")
                if mark:
                    marks[profile.header] = mark
        self.doubts += [
            message("suggest_several", column=column, mark=mark) for column, mark in marks.items()
        ]
        return marks

    def _units(self) -> dict[str, str]:
        """Return the units of lengths that are written with one, and that of durations, which may lack it."""
        units = {n: used[0].unit for n, used in self.matched.columns.items() if used[0].kind == LENGTH}
        if "duration" in self.matched.columns and "duration" not in units:
            [profile] = self.matched.columns["duration"]
            units["duration"], is_named = unit_of(profile)
            if not is_named:
                facts = {"column": profile.header, "unit": units["duration"]}
                self.doubts.append(message("suggest_doubt_unit", **facts))
        return units

    def _columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for name, profiles in self.matched.columns.items():
            headers = [profile.header for profile in profiles]
            columns[name] = headers[0] if len(headers) == 1 else headers
        table = self.matched.table
        for name in self.matched.missing:
            if table.columns[name].type != "enum":
                columns[name] = GAP
        if table.name == "bookings" and not {"space", "space_name"} & set(columns):
            columns["space_name"] = GAP
        if table.name == "volunteer_records" and not set(_HOURS) & set(columns):
            columns["hours"] = GAP
        return columns

    def _values(self) -> dict[str, dict[str, str]]:
        values: dict[str, dict[str, str]] = {}
        known = columns_of(self.matched.table.name)
        for name, profiles in self.matched.columns.items():
            column = known[name]
            if column.type not in ("enum", "boolean"):
                continue
            shown, hidden = showable(profiles[0], words_for(column))
            if column.type == "boolean" and not hidden and {v.lower() for v in shown} <= _UNDERSTOOD:
                continue
            translated = {value: ours or GAP for value, ours in translations(column, shown).items()}
            values[name] = translated or {GAP: next(iter(vocabulary(column)), "true")}
            if hidden:
                self.hidden[name] = hidden
        for part in ("weekday", "weeks"):
            header = self.matched.weekly.get(part)
            profile = next((p for p in self.profiles if p.header == header), None)
            meanings = {text: meaning(text, part) for text in (profile.values if profile else ())}
            translated = {text: ours for text, ours in meanings.items() if ours and ours != text}
            if translated:
                values[part] = translated
        return values

    def _recognised(self) -> list[str]:
        # Required columns come first, then ids and names; an export may leave out the rest.
        table = columns_of(self.matched.table.name)
        ordered = sorted(
            self.matched.columns,
            key=lambda n: (not table[n].required, table[n].type not in ("key", "id", "text")),
        )
        named = [profile for name in ordered for profile in self.matched.columns[name]]
        headers = [profile.part_of or profile.header for profile in named]
        rest = [p.header for p in self.rest if not p.why_personal]
        present = [header for header in (*headers, *rest) if header in self.beginning.headers]
        return list(dict.fromkeys(present))[:_MOST_HEADERS]
