"""SQL of the moments and days of a mapped export, as ISO text for the casts of etl/landing/casting.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from data.catalogue.tables import Column, Table
from data.city_profile.in_use import current_city
from etl.custom.date_formats import ISO, SERIAL, SERIAL_DAY, SPECIAL, engine_format, has_day, has_time
from etl.custom.mapping import Mapping
from etl.custom.written_times import plain_readings
from etl.landing.sql_quoting import literal

#: The types of columns that are moments.
INSTANTS = ("instant", "instant_begin", "instant_end")
#: No cast accepts a text that starts with this mark: its cell is not as the mapping declares.
WRONG = "'? '"
WRITTEN = "'%Y-%m-%d %H:%M:%S'"
#: A date of a workbook as etl/sources/readers/xlsx.py writes it; day and time may come from two columns.
_TRUE_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2})?$"
_ISO_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ISO_LOCAL = f"{_ISO_DAY}([T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}([.,][0-9]+)?)?)?"
_OFFSET = " ?(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)"
#: Days from 2000 to 2099 as spreadsheets count them.
_SERIAL = "[0-9]{5}([.,][0-9]+)?"
#: The end of a day, as an end may be written.
_MIDNIGHT = "(^|[ T])24(([:.]00)*)$"
_ZERO = "(^|[ T])(0?0([:.]00)*|12([:.]00)* ?[Aa][Mm])$"


@dataclass(frozen=True)
class _Reading:
    """A way to read a cell: SQL of a local time, or of an exact one; NULL if the cell is another text."""

    moment: str
    is_exact: bool = False
    is_day: bool = False
    is_true_date: bool = False


class MomentSql:
    """The moments of a mapping as SQL over ``cell``, which returns that of a column (None if absent)."""

    def __init__(self, mapping: Mapping, table: Table, cell: Callable[[str], str | None]) -> None:
        self.mapping, self.table, self.cell = mapping, table, cell

    def text(self, column: Column, cell: str) -> str:
        """Return SQL of a moment or day as ISO text: local in the casts' own zone, else with its offset."""
        is_whole_day = self._is_whole_day(column)
        if not self.mapping.date_formats and self.mapping.time_zone == current_city().time_zone:
            return self._end_of_iso_day(cell) if is_whole_day else cell
        texts = [self._iso(column, reading, is_whole_day) for reading in self._readings(column, cell)]
        return f"coalesce({', '.join(texts)}, {WRONG} || {cell})"

    def formats(self, column: Column) -> list[str]:
        """Return the declared formats that the column can have.

        A moment without a time of day is a mistake, unless the mapping declares days only. Only an end may be
        a time of day alone.
        """
        formats = [f for f in self.mapping.date_formats if has_day(f) or column.type == "instant_end"]
        with_time = [form for form in formats if has_time(form)]
        return formats if column.type == "local_date" or not with_time else with_time

    def local(self, column: Column, cell: str) -> str:
        """Return SQL of the local time in a cell, NULL where it has an offset of its own."""
        readings = [r.moment for r in self._readings(column, cell) if not r.is_exact]
        return f"coalesce({', '.join([*readings, 'NULL::TIMESTAMP'])})"

    def day(self, cell: str) -> str:
        """Return SQL of the day in a cell, in one of the declared formats without a time or in ISO form."""
        formats = [form for form in self.mapping.date_formats if not has_time(form)]
        start = self.table.columns["begin_utc"]
        days = [
            reading.moment
            for form, text in self._plain(formats, cell)
            for reading in self._read_as(form, start, text)
        ]
        return f"CAST(coalesce({', '.join([*days, _true_date(cell)])}) AS DATE)"

    def after(self, minutes: str, cell: str) -> str:
        """Return SQL of the end that is ``minutes`` after the start; ``cell`` is shown if they are NULL."""
        start = self.cell("begin_utc") or "NULL::VARCHAR"
        text = self.text(self.table.columns["begin_utc"], start)
        seconds = f"CAST(round({minutes} * 60) AS BIGINT)"
        end = f"cast_instant_begin({text}, exact_time({text})) + to_seconds({seconds})"
        return f"coalesce(strftime({end}, {WRITTEN}) || '+00:00', {WRONG} || {cell})"

    def _readings(self, column: Column, cell: str) -> Iterator[_Reading]:
        plain = self._plain(self.formats(column), cell)
        for form, text in plain:
            yield from self._read_as(form, column, text)
        if self.mapping.format == "xlsx" or not self.mapping.date_formats:
            yield _Reading(_true_date(cell), is_true_date=True)
        if column.type == "instant_end":
            # An end at 24:00 is the end of its day.
            for form, text in plain:
                if form not in SPECIAL and "ZZ" not in form and "H" in form:
                    at_zero = f"regexp_replace({text}, '{_MIDNIGHT}', '\\1' || '00' || '\\2')"
                    [reading] = self._read_as(form, column, at_zero)
                    is_midnight = f"regexp_matches({text}, '{_MIDNIGHT}')"
                    yield _Reading(f"CASE WHEN {is_midnight} THEN {reading.moment} END")

    def _plain(self, formats: list[str], cell: str) -> list[tuple[str, str]]:
        """Return formats without words, each with SQL of the cell for it."""
        zone = self.mapping.time_zone
        return [reading for form in formats for reading in plain_readings(form, cell, zone)]

    def _read_as(self, form: str, column: Column, cell: str) -> Iterator[_Reading]:
        if form == ISO:
            dotted = f"replace({cell}, ',', '.')"
            utc = f"replace({dotted}, 'UTC', 'Z')"
            offset = f"regexp_replace({utc}, ' ?([+-][0-9]{{2}})([0-9]{{2}})$', '\\1:\\2')"
            is_exact = f"regexp_full_match({cell}, '{_ISO_LOCAL}{_OFFSET}')"
            yield _Reading(f"CASE WHEN {is_exact} THEN TRY_CAST({offset} AS TIMESTAMPTZ) END", is_exact=True)
            is_local = f"regexp_full_match({cell}, '{_ISO_LOCAL}')"
            yield _Reading(f"CASE WHEN {is_local} THEN TRY_CAST({dotted} AS TIMESTAMP) END")
        elif form in (SERIAL, SERIAL_DAY):
            days = f"TRY_CAST(replace({cell}, ',', '.') AS DOUBLE)"
            moment = f"TIMESTAMP '1899-12-30' + to_seconds(CAST(round({days} * 86400) AS BIGINT))"
            fits = f"regexp_full_match({cell}, '{_SERIAL}')"
            yield _Reading(f"CASE WHEN {fits} THEN {moment} END", is_day=form == SERIAL_DAY)
        elif has_day(form):
            moment = f"try_strptime({cell}, '{engine_format(form)}')"
            if "ZZ" in form:
                yield _Reading(moment, is_exact=True)
            else:
                yield _Reading(self._end_at_zero(column, moment, cell), is_day=not has_time(form))
        else:
            clock = f"(try_strptime({cell}, '{engine_format(form)}') - TIMESTAMP '1900-01-01')"
            moment = f"(date_trunc('day', {self._start()}) + {clock})"
            yield _Reading(self._end_at_zero(column, moment, cell))

    def _start(self) -> str:
        """SQL of a row's start as local time, whether or not its cell has an offset."""
        column, zone = self.table.columns["begin_utc"], literal(self.mapping.time_zone)
        cell = self.cell("begin_utc") or "NULL::VARCHAR"
        moments = [
            f"timezone({zone}, {reading.moment})" if reading.is_exact else reading.moment
            for reading in self._readings(column, cell)
        ]
        return f"coalesce({', '.join([*moments, 'NULL::TIMESTAMP'])})"

    def _end_at_zero(self, column: Column, moment: str, cell: str) -> str:
        """SQL of a moment; an end at 0:00 whose day is that of the start, by its column, ends that day."""
        if column.type != "instant_end" or not self._shares_day(column):
            return moment
        is_zero = f"regexp_matches({cell}, '{_ZERO}')"
        return f"({moment} + CASE WHEN {is_zero} THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END)"

    def _shares_day(self, column: Column) -> bool:
        if not any(map(has_time, self.mapping.date_formats)):
            return False
        start, end = (self.mapping.columns.get(name, ()) for name in ("begin_utc", column.name))
        is_clock = any(not has_day(form) for form in self.mapping.date_formats)
        return bool(start and end) and (is_clock or (len(end) > 1 and start[0] == end[0]))

    def _iso(self, column: Column, reading: _Reading, is_whole_day: bool) -> str:
        """SQL of what ``reading`` reads as ISO text."""
        moment = reading.moment
        if is_whole_day:
            # A date of a workbook may have a time although the mapping declares days.
            is_midnight = f"{moment} = date_trunc('day', {moment})"
            is_day_alone = (
                "true"
                if reading.is_day
                else is_midnight
                if self.mapping.date_formats
                else self._are_iso_days()
            )
            moment = f"(CASE WHEN {is_day_alone} THEN {moment} + INTERVAL 1 DAY ELSE {moment} END)"
        if reading.is_exact:
            return f"strftime(timezone('UTC', {moment}), {WRITTEN}) || '+00:00'"
        # A day has no zone; the time of a day that has one decides on which day it is in the city.
        is_day = column.type == "local_date" and (reading.is_day or reading.is_true_date)
        if self.mapping.time_zone == current_city().time_zone or is_day:
            return f"CAST({moment} AS VARCHAR)"
        return self._with_offset(column, moment)

    def _is_whole_day(self, column: Column) -> bool:
        """Return whether the column is an end that may be a day without a time: the end of that day."""
        if column.type != "instant_end" or column.name in self.mapping.constants:
            return False
        if self.mapping.date_formats:
            return not any(map(has_time, self.mapping.date_formats))
        # In a workbook midnight looks like a day, so there a format must declare days.
        return self.mapping.format != "xlsx" and self.cell("begin_utc") is not None

    def _are_iso_days(self) -> str:
        """SQL of whether both the start and the end of a row are ISO days without a time."""
        cells = (self.cell(name) for name in ("begin_utc", "end_utc"))
        return " AND ".join(f"regexp_full_match({cell}, '{_ISO_DAY}')" for cell in cells)

    def _end_of_iso_day(self, cell: str) -> str:
        next_day = f"strftime(TRY_CAST({cell} AS DATE) + INTERVAL 1 DAY, {WRITTEN})"
        return f"CASE WHEN {self._are_iso_days()} THEN coalesce({next_day}, {cell}) ELSE {cell} END"

    def _with_offset(self, column: Column, local: str) -> str:
        """SQL of a local time in the mapping's zone as UTC with its offset."""
        zone = literal(self.mapping.time_zone)
        moment = f"timezone({zone}, {local})"
        if column.type == "instant_begin":
            # In an hour that occurs twice the engine reads the second run; a start means the first.
            first = f"{moment} - INTERVAL 1 HOUR"
            moment = f"CASE WHEN timezone({zone}, {first}) = {local} THEN {first} ELSE {moment} END"
        return f"strftime(timezone('UTC', {moment}), {WRITTEN}) || '+00:00'"


def _true_date(cell: str) -> str:
    """SQL of a date of a workbook, or of an ISO date, as a local time; NULL for any other text."""
    return f"CASE WHEN regexp_full_match({cell}, '{_TRUE_DATE}') THEN TRY_CAST({cell} AS TIMESTAMP) END"
