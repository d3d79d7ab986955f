"""Residents by sub-district and year, from the region's statistics (PxWeb), in the shape of residents.csv.

The table is first asked what it has: a dimension left out of a question is summed without a word, and
the area is called otherwise in some tables. An area's code is municipality (3), major district (1),
district (3), sub-district (3); ``..`` is a figure that is suppressed since few people live there.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from data.reference_tables.areas import COLUMNS, RESIDENTS, Residents, area_parents, read_residents
from data.reference_tables.reader import WrongReference, reference_file
from data.text.messages import message
from etl.fetch.client import Client
from etl.fetch.configuration import FetchFailed

#: What PxWeb writes for a figure that is not there or not told.
_NOT_TOLD = re.compile(r"\.{1,6}|-|")
#: How far the sum of the newest year may lie from the one in use, as a share of it.
_MOST_CHANGE = 0.2


def fetch(client: Client, home: Path) -> tuple[str, int, str]:
    """The table as CSV text, the number of its rows, and a note. Raises FetchFailed where it is wrong."""
    described = client.get("", {}).value
    variables = _variables(described)
    area, year = _area(variables, client), _time(variables)
    years = sorted(map(str, year["values"]))[-int(client.configuration.values["years"]) :]
    wanted = {area["code"]: _sub_districts(area, client), year["code"]: years}
    wanted |= {v["code"]: _all_of(v) for v in variables if v["code"] not in wanted}
    query = [
        {"code": code, "selection": {"filter": "item", "values": values}} for code, values in wanted.items()
    ]
    answer = client.post("", {"query": query, "response": {"format": "json"}}).value
    found, unknown = _rows(answer, area["code"], year["code"], _years_later(described, client))
    _check(found, home)
    note = message("reference_unknown", count=len(unknown), areas=", ".join(unknown[:5])) if unknown else ""
    return _csv(found), len(found), note


def _variables(described: Any) -> list[dict[str, Any]]:
    variables = described.get("variables") if isinstance(described, dict) else None
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
    """The one value of a dimension that stands for all of it: every language, every age, the count."""
    values = [str(value) for value in variable["values"]]
    if len(values) == 1:
        return values
    whole = [value for value in values if value.lower() in ("all", "lkm")]
    if not whole:
        raise FetchFailed(message("reference_table", lacks=f"{variable['code']} = ALL"))
    return whole[:1]


def _years_later(described: dict[str, Any], client: Client) -> int:
    """0 where the table counts on 1 January of its year, 1 where on 31 December: the start of the next."""
    title = str(described.get("title", ""))
    counted_on = str(client.configuration.values["counted_on"])
    for day in ("31.12.", "1.1."):
        if re.search(rf"(?<!\d){re.escape(day)}", title):
            counted_on = day
            break
    return 1 if counted_on == "31.12." else 0


def _rows(answer: Any, area: str, year: str, later: int) -> tuple[list[Residents], list[str]]:
    """The answer's figures of known sub-districts, and the codes of others."""
    try:
        keys = [column["code"] for column in answer["columns"] if column["type"] in ("d", "t")]
        area_at, year_at = keys.index(area), keys.index(year)
        cells = [(c["key"][area_at], int(c["key"][year_at]), str(c["values"][0])) for c in answer["data"]]
    except (KeyError, TypeError, ValueError, IndexError):
        raise FetchFailed(message("fetch_shape")) from None
    found, unknown = {}, set()
    parents = area_parents("sub_district")
    for code, counted, value in cells:
        sub_district = code[7:10]
        if parents.get(sub_district) != code[4:7]:
            unknown.add(code)
            continue
        told = _NOT_TOLD.fullmatch(value.strip()) is None
        if told and not value.strip().isdigit():
            raise FetchFailed(message("reference_number", area=code, year=counted))
        key = (sub_district, counted + later)
        found[key] = Residents(*key, int(value) if told else None)
    return [found[key] for key in sorted(found)], sorted(unknown)


def _check(found: list[Residents], home: Path) -> None:
    """Raise FetchFailed where areas are missing or the sum is not that of the same city."""
    newest = max((row.start_of_year for row in found), default=0)
    there = {row.sub_district for row in found if row.start_of_year == newest}
    missing = sorted(set(area_parents("sub_district")) - there)
    if missing:
        raise FetchFailed(message("reference_missing", count=len(missing), areas=", ".join(missing[:5])))
    total = _newest_total(found)
    try:
        before = _newest_total(read_residents(reference_file(RESIDENTS, home)))
    except WrongReference:
        # What lies there is of no use, so it is no measure either.
        return
    if abs(total - before) > _MOST_CHANGE * before:
        raise FetchFailed(message("reference_total", found=total, before=before))


def _newest_total(rows: list[Residents] | tuple[Residents, ...]) -> int:
    newest = max(row.start_of_year for row in rows)
    return sum(row.residents or 0 for row in rows if row.start_of_year == newest)


def _csv(rows: list[Residents]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        told = "" if row.residents is None else row.residents
        writer.writerow((row.sub_district, row.start_of_year, told))
    return text.getvalue()
