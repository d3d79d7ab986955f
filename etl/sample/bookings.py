"""Reservation statistics of the sample city: who books which room when, written as Varaamo writes it.

Rooms are cut into slots day by day; the busiest slots are taken without replacement, so that rooms are
double booked only where the sample means it. Numbers are drawn for all bookings at once; the text of
the 56 columns is made by DuckDB (reservation_statistics.sql).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.sample.city import City
from etl.sample.period import Period
from etl.sample.registers import opening_hours

STATES = ("CONFIRMED", "CANCELLED", "DENIED", "CREATED", "WAITING_FOR_PAYMENT", "REQUIRES_HANDLING")
STATE_SHARES = (0.83, 0.1, 0.035, 0.025, 0.005, 0.005)
DURATIONS_H = np.array([1.0, 1.5, 2.0, 3.0, 4.0])
DURATION_SHARES = (0.2, 0.2, 0.35, 0.17, 0.08)
#: How sought after an hour is, from 6 to 22.
HOURS = np.array([2, 3, 4, 5, 5, 4, 4, 4, 5, 6, 8, 11, 13, 12, 9, 5, 2]) / 6
CHUNK = 500_000
PAGE = 100


def write(
    folder: Path, city: City, period: Period, count: int, random: np.random.Generator, seed: int
) -> list[Path]:
    """Write the admin CSV, and three pages of the report API with later versions of some rows."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = _draw(city, period, count, random)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Helsinki'")
        connection.register("space", _spaces(city))
        sql = (Path(__file__).parent / "reservation_statistics.sql").read_text(encoding="utf-8")
        csv = folder / "reservation_statistics.csv"
        _write_csv(connection, sql.replace("$seed", str(seed)), drawn, csv)
        pages = _write_pages(connection, sql.replace("$seed", str(seed)), drawn, folder)
    return [csv, *pages]


def _spaces(city: City) -> pa.Table:
    return pa.table(
        {
            "space_index": list(range(len(city.spaces))),
            "space": [s.id for s in city.spaces],
            "space_name": [s.name_fi for s in city.spaces],
            "unit": [s.unit.id for s in city.spaces],
            "unit_name": [s.unit.name_fi for s in city.spaces],
            "capacity": [s.capacity for s in city.spaces],
            "hour_price": [0 if s.unit.kind.department in ("SOTEPE", "KYMP") else 12 for s in city.spaces],
        }
    )


def _slots(city: City, period: Period, random: np.random.Generator) -> dict[str, npt.NDArray[np.float64]]:
    """Every slot a room could be booked for: space, day, begin and length in hours, and its pull."""
    days = period.weights()
    spaces, when, begins, lengths, pulls = [], [], [], [], []
    for index, space in enumerate(city.spaces):
        first, last = opening_hours(space.unit, period)
        first, last = first.astype(float), last.astype(float)
        begin = first.copy()
        # Slot by slot through the day, all days at once.
        while (begin < last).any():
            length = random.choice(DURATIONS_H, len(begin), p=DURATION_SHARES)
            length = np.minimum(length, last - begin)
            fits = length >= 1
            spaces.append(np.full(int(fits.sum()), index))
            when.append(np.flatnonzero(fits))
            begins.append(begin[fits])
            lengths.append(length[fits])
            pull = HOURS[np.clip(begin.astype(int) - 6, 0, len(HOURS) - 1)] * days * space.appeal
            pulls.append(pull[fits])
            begin = begin + np.maximum(length, 0.5)
    return {
        "space_index": np.concatenate(spaces),
        "day": np.concatenate(when),
        "begin_h": np.concatenate(begins),
        "length_h": np.concatenate(lengths),
        "pull": np.concatenate(pulls),
    }


def _draw(city: City, period: Period, count: int, random: np.random.Generator) -> pa.Table:
    """One compact row of numbers per booking; the order is that of creation."""
    slots = _slots(city, period, random)
    state = random.choice(len(STATES), count, p=STATE_SHARES)
    confirmed = int((state == 0).sum())
    # An exponential race: the earliest arrivals, at rates of their pull, are a weighted sample.
    with np.errstate(divide="ignore"):
        arrival = random.exponential(size=len(slots["pull"])) / slots["pull"]
    possible = int(np.isfinite(arrival).sum())
    taken = np.argpartition(arrival, min(confirmed, possible - 1))[: min(confirmed, possible)]
    # What was cancelled or denied, the double bookings and what no slot was left for lie anywhere.
    live = np.flatnonzero(np.isfinite(arrival))
    chosen = random.choice(live, count)
    place = np.flatnonzero(state == 0)[: len(taken)]
    chosen[place] = random.permutation(taken)
    twice = place[random.random(len(place)) < 0.004]
    chosen[twice] = random.choice(taken, len(twice))
    space = slots["space_index"][chosen]
    mix = np.array([s.unit.kind.mix for s in city.spaces])[space]
    booker_type = (random.random(count)[:, None] > mix.cumsum(axis=1)[:, :3]).sum(axis=1)
    kind = _kinds(random, booker_type, state)
    begin_h, length_h = slots["begin_h"][chosen].copy(), slots["length_h"][chosen].copy()
    closed = kind == 4
    begin_h[closed], length_h[closed] = 0, 24
    overnight = (random.random(count) < 0.002) & ~closed
    begin_h[overnight], length_h[overnight] = 21, 12
    day = slots["day"][chosen]
    lead_days = np.minimum(random.gamma(1.3, 14, count), 300)
    minutes = (day * 24 * 60 + begin_h * 60).astype(np.int64)
    created = minutes - (lead_days * 24 * 60).astype(np.int64) - 45
    order = np.argsort(created, kind="stable")
    begin = np.datetime64(period.begin, "s")
    table = {
        "state": np.array(STATES)[state],
        "kind": np.array(["NORMAL", "BEHALF", "SEASONAL", "STAFF", "BLOCKED", ""])[kind],
        "booker_type": booker_type,
        # A few book often, most seldom.
        "booker": (random.random(count) ** 2.2 * max(40, count // 14)).astype(np.int64),
        "space_index": space,
        "begin_local": begin + 60 * minutes,
        "end_local": begin + 60 * minutes + (length_h * 3600).astype(np.int64),
        "created_local": begin + 60 * created,
        "persons_share": random.beta(1.6, 2.2, count),
        "persons_given": random.random(count),
        "purpose": random.integers(0, 8, count),
        "age_group": random.integers(0, 7, count),
        "home": random.integers(0, 100, count),
        "is_free": random.random(count) < 0.4,
    }
    return pa.table({name: pa.array(column[order]) for name, column in table.items()})


def _kinds(
    random: np.random.Generator, booker_type: npt.NDArray[np.int64], state: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """NORMAL, BEHALF, SEASONAL, STAFF, BLOCKED or unset, by who books."""
    draw = random.random(len(booker_type))
    kind = np.where(draw < 0.08, 1, 0)
    kind = np.where((booker_type == 1) & (draw > 0.45), 2, kind)
    kind = np.where(booker_type == 3, 3, kind)
    kind = np.where((draw > 0.993) & (state == 0), 4, kind)
    return np.where((draw > 0.4) & (draw < 0.402), 5, kind)


def _write_csv(connection: duckdb.DuckDBPyConnection, sql: str, drawn: pa.Table, path: Path) -> None:
    """The admin export: minimal quotes and CRLF, which DuckDB does not write by itself."""
    with path.open("wb") as file:
        for part in _parts(connection, drawn):
            unix = path.with_suffix(".part")
            header = "true" if part == 0 else "false"
            connection.execute(f"COPY (SELECT * FROM ({sql})) TO '{unix}' (FORMAT csv, HEADER {header})")
            with unix.open("rb") as lines:
                while block := lines.read(1 << 24):
                    file.write(block.replace(b"\n", b"\r\n"))
            unix.unlink()


def _parts(connection: duckdb.DuckDBPyConnection, drawn: pa.Table) -> Iterator[int]:
    """Register the drawn bookings part by part, so that memory does not grow with their number."""
    for part, start in enumerate(range(0, len(drawn), CHUNK)):
        piece = drawn.slice(start, CHUNK)
        numbers = pa.array(np.arange(start + 1, start + 1 + len(piece)))
        connection.register("drawn", piece.append_column("number", numbers))
        yield part


def _write_pages(
    connection: duckdb.DuckDBPyConnection, sql: str, drawn: pa.Table, folder: Path
) -> list[Path]:
    """The report API's later word on the newest rows: no ids, native types, times with offsets."""
    piece = drawn.slice(max(0, len(drawn) - 240))
    numbers = pa.array(np.arange(len(drawn) - len(piece) + 1, len(drawn) + 1))
    connection.register("drawn", piece.append_column("number", numbers))
    page_sql = (Path(__file__).parent / "report_api.sql").read_text(encoding="utf-8")
    connection.execute(f"CREATE TEMP VIEW statistics AS {sql}")
    result = connection.execute(page_sql)
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    files = []
    for start in range(0, len(rows), PAGE):
        path = folder / f"reservation_statistics_page_{start}-{start + PAGE}.json"
        path.write_text(json.dumps(rows[start : start + PAGE], sort_keys=True), encoding="utf-8")
        files.append(path)
    return files
