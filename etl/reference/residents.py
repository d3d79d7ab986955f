"""Fetch residents by sub-district and year from the region's statistics (PxWeb), for residents.csv.

The table's description is fetched first: PxWeb sums a dimension that a query omits, and tables name the
dimension of areas differently. An area's code is municipality (3 digits), major district (1), district (3),
sub-district (3); ``..`` is a figure that is suppressed because few people live in the area.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from data.city_profile.in_use import current_city
from data.reference_tables.areas import RESIDENTS, Residents, area_parents, columns, read_residents
from data.reference_tables.reader import WrongReference, reference_file
from data.text.messages import message
from etl.fetch.client import Client
from etl.fetch.configuration import FetchFailed

#: What PxWeb writes for a missing or suppressed figure.
_NO_FIGURE = re.compile(r"\.{1,6}|-|")
#: The largest permitted change of the newest year's sum, as a share of the sum in use.
_LARGEST_CHANGE = 0.2


def fetch(client: Client, home: Path) -> tuple[str, int, str]:
    """Return the table as CSV text, its number of rows, and a note. Raises FetchFailed for a wrong table."""
    description = client.get("", {}).value
    variables = _variables(description)
    area, year = _area(variables, client), _time(variables)
    years = sorted(map(str, year["values"]))[-int(client.configuration.values["years"]) :]
    wanted = {area["code"]: _sub_districts(area, client), year["code"]: years}
    wanted |= {v["code"]: _all_of(v) for v in variables if v["code"] not in wanted}
    query = [
        {"code": code, "selection": {"filter": "item", "values": values}} for code, values in wanted.items()
    ]
    answer = client.post("", {"query": query, "response": {"format": "json"}}).value
    rows, unknown = _rows(answer, area["code"], year["code"], _year_offset(description, client))
    _check(rows, home)
    note = message("reference_unknown", count=len(unknown), areas=", ".join(unknown[:5])) if unknown else ""
    return _csv(rows), len(rows), note


def _variables(description: Any) -> list[dict[str, Any]]:
    variables = description.get("variables") if isinstance(description, dict) else None
    if not isinstance(variables, list) or not all(
        isinstance(v, dict) and isinstance(v.get("code"), str) and isinstance(v.get("values"), list)
        for v in variables
    ):
        raise FetchFailed(message("fetch_shape"))
    return variables


def _area(variables: list[dict[str, Any]], client: Client) -> dict[str, Any]:
    for variable in variables:
        if _sub_districts(variable, client):
            return variable
    raise FetchFailed(message("reference_table", lacks="Alue"))


def _sub_districts(variable: dict[str, Any], client: Client) -> list[str]:
    municipality = str(client.configuration.values["municipality"])
    codes = [str(code) for code in variable["values"]]
    return [c for c in codes if re.fullmatch(rf"{municipality}\d{{7}}", c) and not c.endswith("000")]


def _time(variables: list[dict[str, Any]]) -> dict[str, Any]:
    for variable in variables:
        values = [str(value) for value in variable["values"]]
        if values and all(re.fullmatch(r"(19|20)\d\d", value) for value in values):
            return variable
    raise FetchFailed(message("reference_table", lacks="Vuosi"))


def _all_of(variable: dict[str, Any]) -> list[str]:
    """Return the value that covers the whole dimension: all languages, all ages, the count."""
    values = [str(value) for value in variable["values"]]
    if len(values) == 1:
        return values
    totals = [value for value in values if value.lower() in ("all", "lkm")]
    if not totals:
        raise FetchFailed(message("reference_table", lacks=f"{variable['code']} = ALL"))
    return totals[:1]


def _year_offset(description: dict[str, Any], client: Client) -> int:
    """Return 0 if the table counts on 1 January, 1 if on 31 December: that is the start of the next year."""
    title = str(description.get("title", ""))
    counted_on = str(client.configuration.values["counted_on"])
    for day in ("31.12.", "1.1."):
        if re.search(rf"(?<!\d){re.escape(day)}", title):
            counted_on = day
            break
    return 1 if counted_on == "31.12." else 0


def _rows(answer: Any, area: str, year: str, year_offset: int) -> tuple[list[Residents], list[str]]:
    """Return the figures of known sub-districts, and the codes of unknown areas."""
    try:
        keys = [column["code"] for column in answer["columns"] if column["type"] in ("d", "t")]
        area_n, year_n = keys.index(area), keys.index(year)
        cells = [(c["key"][area_n], int(c["key"][year_n]), str(c["values"][0])) for c in answer["data"]]
    except (KeyError, TypeError, ValueError, IndexError):
        raise FetchFailed(message("fetch_shape")) from None
    residents, unknown = {}, set()
    parents = area_parents("sub_district")
    for code, counted, value in cells:
        sub_district = code[7:10]
        if parents.get(sub_district) != code[4:7]:
            unknown.add(code)
            continue
        has_figure = _NO_FIGURE.fullmatch(value.strip()) is None
        if has_figure and not value.strip().isdigit():
            raise FetchFailed(message("reference_number", area=code, year=counted))
        key = (sub_district, counted + year_offset)
        residents[key] = Residents(*key, int(value) if has_figure else None)
    return [residents[key] for key in sorted(residents)], sorted(unknown)


def _check(rows: list[Residents], home: Path) -> None:
    """Raise FetchFailed if areas are missing, or if the sum differs too much from the one in use."""
    newest = max((row.start_of_year for row in rows), default=0)
    counted = {row.sub_district for row in rows if row.start_of_year == newest}
    missing = sorted(set(area_parents("sub_district")) - counted)
    if missing:
        raise FetchFailed(message("reference_missing", count=len(missing), areas=", ".join(missing[:5])))
    total = _newest_total(rows)
    try:
        before = _newest_total(read_residents(reference_file(RESIDENTS, home), current_city()))
    except (WrongReference, FileNotFoundError):
        # The file in use is broken or missing, so there is no sum to compare with.
        return
    if abs(total - before) > _LARGEST_CHANGE * before:
        raise FetchFailed(message("reference_total", found=total, before=before))


def _newest_total(rows: list[Residents] | tuple[Residents, ...]) -> int:
    newest = max(row.start_of_year for row in rows)
    return sum(row.residents or 0 for row in rows if row.start_of_year == newest)


def _csv(rows: list[Residents]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(current_city()))
    for row in rows:
        residents = "" if row.residents is None else row.residents
        writer.writerow((row.sub_district, row.start_of_year, residents))
    return text.getvalue()
