"""Varaamo's application rounds: applications for seasonal slots, and allocated slots (formats D1 and D2)."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import duckdb

from data.catalogue.tables import normalise
from data.text.messages import message
from etl.inbox.inspect import HEAD_BYTES, Export, Refused
from etl.sources.base import Feed, Raw
from etl.sources.readers.csv import read_csv, read_csv_below

_DAYS = ("ma", "ti", "ke", "to", "pe", "la", "su")
_HEADER_ROW = 3


def _applications(_: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    """Read applications: three header rows, and every weekday twice, first for the preferred times."""
    with export.path.open("rb") as file:
        head = file.read(HEAD_BYTES).decode("utf-8", "ignore")
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=export.delimiter)
    header = next((row for number, row in enumerate(rows, start=1) if number == _HEADER_ROW), [])
    names: list[str] = []
    for name in map(normalise, header):
        names.append(f"{name}_secondary" if name in _DAYS and name in names else name)
    duplicates = sorted({name for name in names if name and names.count(name) > 1})
    if duplicates:
        raise Refused(message("duplicate_headers", headers=", ".join(duplicates)))
    raw = read_csv_below(export, names, _HEADER_ROW)
    wishes = [
        f"'{number} ' || nullif(trim({raw.columns[day]}), '')"
        for suffix in ("", "_secondary")
        for number, name in enumerate(_DAYS, start=1)
        if (day := f"{name}{suffix}") in raw.columns
    ]
    columns = dict(raw.columns) | {"derived_is_result": "'false'"}
    if wishes:
        columns["derived_windows"] = f"nullif(concat_ws(';', {', '.join(wishes)}), '')"
    return replace(raw, columns=columns)


def _results(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    raw = read_csv(connection, export)
    return replace(raw, columns={**raw.columns, "derived_is_result": "'true'"})


_APPLICATIONS = frozenset(("ensisijaiset_aikatoiveet", "toissijaiset_aikatoiveet"))
_RESULTS = frozenset(
    ("hakemuksen_numero", "hakemusosan_numero", "toistoviikonpäivä", "varausyksikkö", "aloitusaika")
)
_SLOT = frozenset(("space_name", "unit_name", "weekday", "slot_begin_minute", "slot_end_minute"))
_WISH = frozenset(("booker_type", "purpose", "age_group", "persons", "wish_windows", "wished_space_name"))

FEEDS = (
    Feed(
        source="varaamo",
        name="round_applications",
        table="seasonal_sections",
        kind="csv",
        signature=_APPLICATIONS,
        minimum=2,
        read=_applications,
        lacks=_SLOT,
    ),
    Feed(
        source="varaamo",
        name="round_results",
        table="seasonal_sections",
        kind="csv",
        signature=_RESULTS,
        minimum=4,
        read=_results,
        lacks=_WISH,
    ),
)
