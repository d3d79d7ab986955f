"""SQL of the cells of a mapped export: joined, translated, and written for etl/landing/casting.py."""

from __future__ import annotations

from collections.abc import Mapping as Of

from data.catalogue.tables import Column, tables
from data.city_profile.in_use import current_city
from data.text.messages import message
from etl.custom import quantity_sql
from etl.custom.expand import IS_FIRST_DAY, IS_FIRST_SPACE, PIECE
from etl.custom.mapping import KEYS, Mapping
from etl.custom.moment_sql import INSTANTS, MomentSql
from etl.landing.sql_quoting import literal
from etl.sources.base import NORMALISED_NAME, association

#: Columns of a booking that count once: of a booking of several spaces, and of one that repeats every week.
_ONCE_PER_BOOKING = {
    "persons": (IS_FIRST_SPACE,),
    "price_eur": (IS_FIRST_SPACE, IS_FIRST_DAY),
    "list_price_eur": (IS_FIRST_SPACE, IS_FIRST_DAY),
}
#: Ids that are valid within their source only, as keys are.
OWN_IDS = ("space", "bookable_resource")
#: Keys of associations; the type of booker decides whether a name is one.
ORGANISATIONS = ("organisation_key", "organiser_key")
_BUSINESS_ID = "CASE WHEN regexp_full_match({cell}, '[0-9]{{7}}-[0-9]') THEN {cell} END"


class CellSql:
    """The columns of a mapping as SQL over ``cells``, which has an expression per normalised header."""

    def __init__(self, mapping: Mapping, headers: Of[str, tuple[str, ...]], cells: Of[str, str]) -> None:
        self.mapping = mapping
        self.headers = headers
        self.cells = cells
        self.table = tables()[mapping.table]
        self.moments = MomentSql(mapping, self.table, self.cell)

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
        if name in ORGANISATIONS:
            return self._organisation(cell)
        if column.type == "key" or name in OWN_IDS:
            return self._piece_of(name, self._own(cell))
        return self._piece_of(name, cell)

    def expected(self, name: str) -> str:
        """Return the stored message of the format that the mapping declares for a column; '' without one."""
        if name == "duration":
            return message("expected_declared_length", unit=self.mapping.units.get(name, "min"))
        if name not in self.table.columns:
            return ""
        column, mark = self.table.columns[name], self.mapping.decimal_mark
        if name in self.mapping.units:
            return message("expected_declared_length", unit=self.mapping.units[name])
        if column.type in (*INSTANTS, "local_date") and self.mapping.date_formats:
            return message("expected_declared_date", formats=", ".join(self.moments.formats(column)))
        if column.type in ("decimal", "coordinate") and mark:
            return message("expected_declared_number", mark=mark)
        return ""

    def derived(self) -> dict[str, str]:
        """Return SQL of the columns of a booking that are made of others, unless the mapping gives them."""
        mapped = {*self.mapping.columns, *self.mapping.constants}
        if self.mapping.table == "bookable_spans" and "bookable_resource" not in mapped:
            parts = [cell for name in ("unit_name", "space_name") if (cell := self.cell(name))]
            # A space is named here as in bookings.
            return {"bookable_resource": self._own(f"concat_ws('/', {', '.join(parts)})")} if parts else {}
        if self.mapping.table != "bookings":
            return {}
        derived = {}
        if "duration" in self.headers and "end_utc" not in mapped:
            length = str(self.cell("duration"))
            minutes = quantity_sql.minutes(length, self.mapping.units.get("duration", "min"))
            derived["end_utc"] = self.moments.after(minutes, length)
        if "space" not in mapped:
            names = [self._plain(name) for name in ("unit", "unit_name", "space_name")]
            unit = f"coalesce(regexp_replace({names[0]}, '^tprek:', ''), {names[1]})"
            # Without the name of a space the space is unknown, even if the unit is known.
            full_name = self._own(f"concat_ws('/', {unit}, {names[2]})")
            derived["space"] = f"CASE WHEN {names[2]} IS NOT NULL THEN {full_name} END"
        if not mapped & {"statistic_id", "reservation_key", "uuid_key"}:
            space = derived.get("space") or self.text("space")
            end = derived.get("end_utc") or self.text("end_utc")
            parts = [f"coalesce({part}, '')" for part in (space, self.text("begin_utc"), end)]
            same = " || '/' || ".join(parts)
            # Exports overlap: the n-th of equal bookings in one export is the n-th in another.
            occurrence = f"row_number() OVER (PARTITION BY {same} ORDER BY row_number_in_file)"
            derived["reservation_key"] = self._own(f"{same} || '/' || {occurrence}")
        return derived

    def cells_of_keys(self) -> dict[str, tuple[str, ...]]:
        """Return the headers whose cells give the text of each mapped key."""
        booker_type = self.headers.get("booker_type", ())
        return {
            name: (*headers, *(booker_type if name in ORGANISATIONS else ()))
            for name, headers in self.headers.items()
            if name in self.table.columns and self.table.columns[name].type == "key"
        }

    def ambiguous(self) -> str:
        """Return SQL of the number of a row's times in an hour that occurs twice; '' if casts count them."""
        if self.mapping.time_zone == current_city().time_zone and self.mapping.format != "json":
            return ""
        counts = []
        for column in (self.table.columns[name] for name in self.headers if name in self.table.columns):
            name = column.name
            if column.type in INSTANTS[1:]:
                moment, zone = (
                    self.moments.local(column, str(self.cell(name))),
                    literal(self.mapping.time_zone),
                )
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
        if column.type in (*INSTANTS, "local_date"):
            return self.moments.text(column, cell)
        if column.name in self.mapping.units:
            return quantity_sql.length(cell, self.mapping.units[column.name], column.name)
        if column.type in ("count", "decimal", "coordinate") and self.mapping.decimal_mark:
            return quantity_sql.number(cell, self.mapping.decimal_mark)
        return cell

    def _piece_of(self, name: str, text: str) -> str:
        """SQL of a text in one of the rows that a row of the file was taken apart into."""
        if not (self.mapping.several or self.mapping.weekly):
            return text
        if name in KEYS[self.mapping.table] and name != "space":
            return f"({text} || {PIECE})"
        if self.mapping.table == "bookings" and name in _ONCE_PER_BOOKING:
            return f"CASE WHEN {' AND '.join(_ONCE_PER_BOOKING[name])} THEN {text} END"
        return text

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
