"""Write the reservation statistics of the sample city as Varaamo exports them.

``draw`` gives the numbers, part by part. DuckDB turns them into the text of the 56 columns
(reservation_statistics.sql) and into the form of the report API (report_api.sql).
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import BinaryIO

import duckdb
import numpy as np
import pyarrow as pa

from data.city_profile.in_use import current_city
from etl.landing.sql_quoting import literal
from etl.sample.city import City
from etl.sample.draw import draw
from etl.sample.files import in_spoken_language
from etl.sample.period import Period

#: Number of the newest bookings that the report API repeats, and of rows on each of its pages (at most
#: 100; a page of exactly 100 would look as if the next page were missing).
NEWEST = 240
PAGE = 80
#: What bookings are for.
PURPOSES = (
    *("Harrasta yhdessä", "Pidä kokous", "Liiku ja pelaa", "Soita ja laula", "Opiskele"),
    *("Järjestä juhlat", "Tee käsilläsi", "Esiinny"),
)
PURPOSES_IN_ENGLISH = (
    *("Pursue a hobby", "Hold a meeting", "Exercise and play", "Play music and sing", "Study"),
    *("Hold a party", "Make crafts", "Perform"),
)


def write(
    folder: Path, city: City, period: Period, count: int, random: np.random.Generator, seed: int
) -> list[Path]:
    """Write the admin CSV, and pages of the report API with later versions of the newest rows."""
    folder.mkdir(parents=True, exist_ok=True)
    csv = folder / "reservation_statistics.csv"
    with duckdb.connect() as connection, csv.open("wb") as file:
        connection.execute(f"SET TimeZone = '{current_city().time_zone}'")
        connection.register("space", _spaces(city))
        # Where bookers live.
        homes = {"number": list(range(len(city.homes))), "postal_code": list(city.homes)}
        connection.register("home", pa.table(homes))
        town = current_city().words["fi"]["city"]
        purposes = ", ".join(map(literal, in_spoken_language(PURPOSES, PURPOSES_IN_ENGLISH)))
        sql = _sql("reservation_statistics").replace("$seed", str(seed)).replace("$city", literal(town))
        sql = sql.replace("$purposes", f"[{purposes}]")
        newest: pa.Table | None = None
        for part in draw(city, period, count, random):
            connection.register("drawn", part)
            _append_csv(connection, sql, file, csv.with_suffix(".part"), with_header=newest is None)
            newest = part if newest is None else pa.concat_tables([newest, part])
            newest = newest.slice(max(0, len(newest) - NEWEST))
        connection.register("drawn", newest)
        pages = _write_pages(connection, sql, folder, period)
    return [csv, *pages]


def _sql(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")


def _spaces(city: City) -> pa.Table:
    return pa.table(
        {
            "space_index": list(range(len(city.spaces))),
            "space": [s.id for s in city.spaces],
            "space_name": [s.name_fi for s in city.spaces],
            "unit": [s.unit.id for s in city.spaces],
            "unit_name": [s.unit.name_fi for s in city.spaces],
            "capacity": [s.capacity for s in city.spaces],
            "hour_price": [s.unit.kind.hour_price for s in city.spaces],
        }
    )


def _append_csv(
    connection: duckdb.DuckDBPyConnection, sql: str, file: BinaryIO, part: Path, *, with_header: bool
) -> None:
    """Append rows in the form of the admin export: quotes only where needed, and CRLF.

    DuckDB writes LF, and would quote empty values.
    """
    unquoted = f"SELECT nullif(CAST(COLUMNS(*) AS VARCHAR), '') FROM ({sql})"
    connection.execute(
        f"COPY ({unquoted}) TO {literal(str(part))} (FORMAT csv, HEADER {str(with_header).lower()})"
    )
    with part.open("rb") as lines:
        while block := lines.read(1 << 24):
            file.write(block.replace(b"\n", b"\r\n"))
    part.unlink()


def _write_pages(connection: duckdb.DuckDBPyConnection, sql: str, folder: Path, period: Period) -> list[Path]:
    """Write later versions of the newest rows as the report API gives them.

    They have no ids, native types, and times with offsets.
    """
    connection.execute(f"CREATE TEMP VIEW statistics AS {sql}")
    last_saved = dt.datetime.combine(period.end, dt.time()) - dt.timedelta(minutes=5)
    result = connection.execute(_sql("report_api"), {"last_saved": f"{last_saved}"})
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    files = []
    for start in range(0, len(rows), PAGE):
        path = folder / f"reservation_statistics_page_{start}-{start + PAGE}.json"
        path.write_text(json.dumps(rows[start : start + PAGE], sort_keys=True), encoding="utf-8")
        files.append(path)
    return files
