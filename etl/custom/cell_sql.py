"""SQL of the cells of a mapped export: joined, translated, and written for etl/landing/casting.py."""

from __future__ import annotations

from collections.abc import Mapping as Of

from data.catalogue.tables import Column, tables
from data.city_profile.in_use import current_city
from data.text.messages import message
from etl.custom.date_formats import engine_format, has_time
from etl.custom.mapping import Mapping
from etl.landing.sql_quoting import literal
from etl.sources.base import NORMALISED_NAME, association

_INSTANTS = ("instant", "instant_begin", "instant_end")
_WRITTEN = "'%Y-%m-%d %H:%M:%S'"
#: A date of a workbook as etl/sources/readers/xlsx.py writes it; day and time may come from two columns.
_TRUE_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2})?$"
_ISO_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#: No cast accepts a text that starts with this mark: its cell is not as the mapping declares.
_WRONG = "'? '"
_BUSINESS_ID = "CASE WHEN regexp_full_match({cell}, '[0-9]{{7}}-[0-9]') THEN {cell} END"


class CellSql:
    """The columns of a mapping as SQL over ``cells``, which has an expression per normalised header."""

    def __init__(self, mapping: Mapping, headers: Of[str, tuple[str, ...]], cells: Of[str, str]) -> None:
        self.mapping = mapping
        self.headers = headers
        self.cells = cells
        self.table = tables()[mapping.table]

    def cell(self, name: str) -> str | None:
        """Return SQL of a column's cell in the file (NULL if empty); None if the file lacks its headers."""
        headers = self.headers.get(name)
        if not headers:
            return None
        if len(headers) == 1:
            return f"nullif({self.cells[headers[0]]}, '')"
        parts = [f"nullif({self.cells[header]}, '')" for header in headers]
        if self.mapping.format == "xlsx":
            # A date whose time of day is in a column of its own.
            parts = [f"regexp_replace({part}, 'T00:00:00$', '')" for part in parts]
        return f"nullif(concat_ws(' ', {', '.join(parts)}), '')"

    def text(self, name: str) -> str:
        """Return SQL of the column's text for its cast; a cell that is not as declared is marked as wrong."""
        column = self.table.columns[name]
        if name in self.mapping.constants:
            cell = literal(self.mapping.constants[name])
        else:
            cell_in_file = self.cell(name)
            if cell_in_file is None:
                return "NULL::VARCHAR"
            cell = self._normalised(column, self._translated(column, cell_in_file))
        if column.type == "key":
            return self._organisation(cell) if name == "organisation_key" else self._own(cell)
        return self._own(cell) if name == "space" else cell

    def expected(self, name: str) -> str:
        """Return the stored message of the format that the mapping declares for a column; '' without one."""
        column, mark = self.table.columns[name], self.mapping.decimal_mark
        if column.type in (*_INSTANTS, "local_date") and self.mapping.date_formats:
            return message("expected_declared_date", formats=", ".join(self._formats(column)))
        if column.type in ("decimal", "coordinate") and mark:
            return message("expected_declared_number", mark=mark)
        return ""

    def derived(self) -> dict[str, str]:
        """Return SQL of the columns of a booking that are made of others, unless the mapping gives them."""
        if self.mapping.table != "bookings":
            return {}
        mapped = {*self.mapping.columns, *self.mapping.constants}
        derived = {}
        if "space" not in mapped:
            names = [self._plain(name) for name in ("unit", "unit_name", "space_name")]
            unit = f"coalesce(regexp_replace({names[0]}, '^tprek:', ''), {names[1]})"
            # Without the name of a space the space is unknown, even if the unit is known.
            full_name = self._own(f"concat_ws('/', {unit}, {names[2]})")
            derived["space"] = f"CASE WHEN {names[2]} IS NOT NULL THEN {full_name} END"
        if not mapped & {"statistic_id", "reservation_key", "uuid_key"}:
            space = derived.get("space") or self.text("space")
            parts = [
                f"coalesce({part}, '')" for part in (space, self.text("begin_utc"), self.text("end_utc"))
            ]
            same = " || '/' || ".join(parts)
            # Exports overlap: the n-th of equal bookings in one export is the n-th in another.
            occurrence = f"row_number() OVER (PARTITION BY {same} ORDER BY row_number_in_file)"
            derived["reservation_key"] = self._own(f"{same} || '/' || {occurrence}")
        return derived

    def ambiguous(self) -> str:
        """Return SQL of the number of a row's times in an hour that occurs twice; '' if casts count them."""
        if self.mapping.time_zone == current_city().time_zone:
            return ""
        counts = []
        for name in self.headers:
            column = self.table.columns[name]
            if column.type in _INSTANTS[1:]:
                moment, zone = self._local(column, str(self.cell(name))), literal(self.mapping.time_zone)
                earlier = f"timezone({zone}, timezone({zone}, {moment}) - INTERVAL 1 HOUR)"
                counts.append(f"CASE WHEN {earlier} = {moment} THEN 1 ELSE 0 END")
        return " + ".join(counts)

    def _own(self, cell: str) -> str:
        """SQL of an id or key that is valid within this source only."""
        return f"({literal(self.mapping.source + '/')} || {cell})"

    def _plain(self, name: str) -> str:
        is_mapped = name in self.headers or name in self.mapping.constants
        return self.text(name) if is_mapped else "NULL::VARCHAR"

    def _translated(self, column: Column, cell: str) -> str:
        values = self.mapping.values.get(column.name, {})
        if column.type == "enum" or not values:
            return cell
        cases = " ".join(f"WHEN {literal(text)} THEN {literal(value)}" for text, value in values.items())
        return f"nullif(CASE {cell} {cases} ELSE {cell} END, '')"

    def _normalised(self, column: Column, cell: str) -> str:
        if column.type in (*_INSTANTS, "local_date"):
            return self._moment(column, cell)
        if column.type in ("count", "decimal", "coordinate") and self.mapping.decimal_mark:
            return self._number(cell, self.mapping.decimal_mark)
        return cell

    def _number(self, cell: str, mark: str) -> str:
        """SQL of a number with the declared decimal mark, its digits in groups of three or ungrouped."""
        groups = "[ '\u2019\u00a0\u202f" + (".]" if mark == "," else ",]")
        pattern = f"[+-]?([0-9]+|[0-9]{{1,3}}({groups}[0-9]{{3}})+)([{mark}][0-9]+)?"
        bare = f"replace(regexp_replace({cell}, {literal(groups)}, '', 'g'), '{mark}', '.')"
        fits = f"regexp_full_match({cell}, {literal(pattern)})"
        return f"CASE WHEN {fits} THEN {bare} ELSE {_WRONG} || {cell} END"

    def _moment(self, column: Column, cell: str) -> str:
        """SQL of a moment or day as ISO text: local in the casts' own zone, else with its offset."""
        declared, own_zone = self.mapping.date_formats, self.mapping.time_zone == current_city().time_zone
        is_whole_day = self._is_whole_day(column)
        if not declared and own_zone:
            return self._end_of_iso_day(cell) if is_whole_day else cell
        readings = [
            self._iso(column, f"try_strptime({cell}, '{engine_format(form)}')", form, is_whole_day)
            for form in self._formats(column)
        ]
        if self.mapping.format == "xlsx" or not declared:
            readings.append(self._iso(column, _true_date(cell), "", is_whole_day))
        return f"coalesce({', '.join(readings)}, {_WRONG} || {cell})"

    def _iso(self, column: Column, moment: str, form: str, is_whole_day: bool) -> str:
        """SQL of ``moment``, read in the format ``form`` ('' for a date of a workbook), as ISO text."""
        if is_whole_day:
            # A date of a workbook may have a time although the mapping declares days.
            is_midnight = f"{moment} = date_trunc('day', {moment})"
            is_day_alone = (
                "true" if form else is_midnight if self.mapping.date_formats else self._are_iso_days()
            )
            moment = f"(CASE WHEN {is_day_alone} THEN {moment} + INTERVAL 1 DAY ELSE {moment} END)"
        if "ZZ" in form:
            return f"strftime(timezone('UTC', {moment}), {_WRITTEN}) || '+00:00'"
        is_day = column.type == "local_date"
        is_local = is_day and not (form and has_time(form))
        if self.mapping.time_zone == current_city().time_zone or is_local:
            return f"strftime({moment}, {_WRITTEN})"
        return self._with_offset(column, moment)

    def _is_whole_day(self, column: Column) -> bool:
        """Return whether the column is an end that may be a day without a time: the end of that day."""
        if column.type != "instant_end" or column.name in self.mapping.constants:
            return False
        if self.mapping.date_formats:
            return not any(map(has_time, self.mapping.date_formats))
        # In a workbook midnight looks like a day, so there a format must declare days.
        return self.mapping.format == "csv" and self.cell("begin_utc") is not None

    def _are_iso_days(self) -> str:
        """SQL of whether both the start and the end of a row are ISO days without a time."""
        cells = (self.cell(name) for name in ("begin_utc", "end_utc"))
        return " AND ".join(f"regexp_full_match({cell}, '{_ISO_DAY}')" for cell in cells)

    def _end_of_iso_day(self, cell: str) -> str:
        next_day = f"strftime(TRY_CAST({cell} AS DATE) + INTERVAL 1 DAY, {_WRITTEN})"
        return f"CASE WHEN {self._are_iso_days()} THEN coalesce({next_day}, {cell}) ELSE {cell} END"

    def _formats(self, column: Column) -> list[str]:
        """Return the declared formats that the column can have.

        A moment without a time of day is a mistake, unless the mapping declares days only.
        """
        formats = self.mapping.date_formats
        with_time = [form for form in formats if has_time(form)]
        return list(formats) if column.type == "local_date" or not with_time else with_time

    def _local(self, column: Column, cell: str) -> str:
        """SQL of the local time in a cell, NULL where it has an offset of its own."""
        formats = [f"'{engine_format(form)}'" for form in self._formats(column) if "ZZ" not in form]
        readings = [f"try_strptime({cell}, [{', '.join(formats)}])"] if formats else []
        if self.mapping.format == "xlsx" or not self.mapping.date_formats:
            readings.append(_true_date(cell))
        return f"coalesce({', '.join([*readings, 'NULL::TIMESTAMP'])})"

    def _with_offset(self, column: Column, local: str) -> str:
        """SQL of a local time in the mapping's zone as UTC with its offset."""
        zone = literal(self.mapping.time_zone)
        moment = f"timezone({zone}, {local})"
        if column.type == "instant_begin":
            # In an hour that occurs twice the engine reads the second run; a start means the first.
            first = f"{moment} - INTERVAL 1 HOUR"
            moment = f"CASE WHEN timezone({zone}, {first}) = {local} THEN {first} ELSE {moment} END"
        return f"strftime(timezone('UTC', {moment}), {_WRITTEN}) || '+00:00'"

    def _organisation(self, cell: str) -> str:
        """SQL of what identifies an association, as for every source: its business id, else its name.

        If the mapping has no type of booker, only a name that ends like a registered association's is
        used: other names may be those of people.
        """
        identity = f"coalesce({_BUSINESS_ID.format(cell=cell)}, {NORMALISED_NAME.format(name=cell)})"
        if self.mapping.constants.get("booker_type") == "association":
            return identity
        booker_type = self.cell("booker_type")
        if booker_type is None:
            return association(cell)
        values = self.mapping.values.get("booker_type") or {"association": "association"}
        words = ", ".join(literal(word) for word, value in values.items() if value == "association")
        return f"CASE WHEN {booker_type} IN ({words}) THEN {identity} END" if words else "NULL::VARCHAR"


def _true_date(cell: str) -> str:
    """SQL of a date of a workbook, or of an ISO date, as a local time; NULL for any other text."""
    return f"CASE WHEN regexp_full_match({cell}, '{_TRUE_DATE}') THEN TRY_CAST({cell} AS TIMESTAMP) END"
