"""Any table in any mix of formats: a completed draft gives its rows back, or says what it cannot tell."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import custom
from etl.custom.mapping import GAP
from etl.landing.store import Landing
from etl.suggest.draft import Draft
from etl.suggest.drafting import draft_of
from etl.suggest.toml_text import mapping_text
from tests.support.exports.mapping_files import complete

DRAFTED = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
HELSINKI = ZoneInfo("Europe/Helsinki")
STATES = {"confirmed": "confirmed", "cancelled": "cancelled", "pending": "requires_handling"}
SPACES = ("Hall", "Gym Öst", "Room 7, west", 'The "Loft"', "Aula;1")
#: Moments as texts, in one column or two: headers and cells of a start and an end.
Times = Callable[[dt.datetime, dt.datetime], dict[str, str]]


def moments(written: str) -> Times:
    return lambda begin, end: {"Start time": begin.strftime(written), "End time": end.strftime(written)}


def zoned(begin: dt.datetime, end: dt.datetime) -> dict[str, str]:
    texts = [side.replace(tzinfo=HELSINKI).astimezone(dt.UTC) for side in (begin, end)]
    return dict(
        zip(("Start time", "End time"), (t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in texts), strict=True)
    )


def serial(begin: dt.datetime, end: dt.datetime) -> dict[str, str]:
    days = [(side - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1) for side in (begin, end)]
    return {"Start time": f"{days[0]:.8f}", "End time": f"{days[1]:.8f}"}


def day_and_clocks(day: str, clock: str) -> Times:
    return lambda b, e: {"Date": b.strftime(day), "From": b.strftime(clock), "To": e.strftime(clock)}


def day_and_range(begin: dt.datetime, end: dt.datetime) -> dict[str, str]:
    return {"Date": begin.strftime("%d.%m.%Y"), "Time": f"{begin:%H:%M}-{end:%H:%M}"}


def start_and_duration(unit: int, header: str) -> Times:
    return lambda begin, end: {
        "Start time": begin.strftime("%Y-%m-%d %H:%M"),
        header: f"{(end - begin).total_seconds() / 60 / unit:g}",
    }


FORMS: tuple[Times, ...] = (
    *map(moments, ("%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%m/%d/%Y %I:%M %p")),
    *map(moments, ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d-%m-%Y %H.%M", "%d.%m.%y %H:%M")),
    *(zoned, serial, day_and_range),
    *(day_and_clocks("%d.%m.%Y", "%H:%M"), day_and_clocks("%m/%d/%Y", "%I:%M %p")),
    *(day_and_clocks("%Y-%m-%d", "%H:%M:%S"), day_and_clocks("%Y%m%d", "%H:%M")),
    *(start_and_duration(1, "Duration (min)"), start_and_duration(60, "Duration (hours)")),
)
PRICES: tuple[Callable[[int], str], ...] = (
    lambda cents: f"{cents / 100:.2f}",
    lambda cents: f"{cents / 100:.2f}".replace(".", ","),
    lambda cents: f"{cents / 100:,.2f}",
    lambda cents: f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,")),
    lambda cents: f"{cents / 100:,.2f}".replace(",", " ").replace(".", ","),
)


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Bookings within a day, in the order of their starts, none in the hours in which clocks change."""
    table = []
    begin = dt.datetime(2025, draw(st.integers(1, 12)), draw(st.integers(1, 28)), 8)
    for number in range(draw(st.integers(3, 25))):
        begin += dt.timedelta(days=draw(st.integers(0, 3)))
        start = begin.replace(hour=draw(st.integers(8, 17)), minute=15 * draw(st.integers(0, 3)))
        table.append(
            {
                "number": number,
                "space": draw(st.sampled_from(SPACES)),
                "begin": start,
                "end": start + dt.timedelta(minutes=15 * draw(st.integers(1, 20))),
                "state": draw(st.sampled_from(sorted(STATES))),
                "persons": draw(st.integers(1, 400)),
                "cents": draw(st.integers(0, 999_999)),
            }
        )
    return table


def cells(row: dict[str, Any], form: Times, price: Callable[[int], str]) -> dict[str, str]:
    return {
        "Booking number": f"B{row['number']}",
        "Room": row["space"],
        **form(row["begin"], row["end"]),
        "Status": row["state"],
        "Number of people": str(row["persons"]),
        "Price": price(row["cents"]),
        "Customer e-mail": f"p{row['number']}@example.invalid",
    }


def write(path: Path, table: list[dict[str, str]], layout: str, encoding: str) -> None:
    if layout == "json":
        path.write_text(json.dumps({"bookings": table}, ensure_ascii=False), encoding="utf-8")
    elif layout == "lines":
        path.write_text("\n".join(map(json.dumps, table)), encoding="utf-8")
    else:
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(table[0]), delimiter=layout)
            writer.writeheader()
            writer.writerows(table)


def utc(local: dt.datetime) -> dt.datetime:
    return local.replace(tzinfo=HELSINKI).astimezone(dt.UTC).replace(tzinfo=None)


def expected(row: dict[str, Any]) -> tuple[Any, ...]:
    space = f"custom:drafted/{row['space']}"
    state = STATES[row["state"]]
    return space, state, utc(row["begin"]), utc(row["end"]), row["persons"], row["cents"] / 100


def read_back(folder: Path, path: Path, draft: Draft) -> list[tuple[Any, ...]]:
    complete(mapping_text(draft, "en"), folder / "home" / "custom", name="drafted")
    landing = Landing(folder / "home", b"secret")
    landing.prepare()
    export, feed = custom.identify(path, path.parent, custom.mappings(folder / "home"))
    now = dt.datetime.now(dt.UTC)
    load = landing.land(export, feed, lambda: "0" * 64, samples=(), run_at=now, sequence=0)
    assert load.rows_rejected == 0
    sql = "SELECT space, state, begin_utc, end_utc, persons, cast(price_eur AS DOUBLE) FROM read_parquet(?)"
    return duckdb.execute(sql, [str(landing.path(load))]).fetchall()


@pytest.mark.slow
@DRAFTED
@given(
    rows(),
    st.sampled_from(FORMS),
    st.sampled_from(PRICES),
    st.sampled_from([",", ";", "\t", "|", "json", "lines"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_a_completed_draft_gives_the_rows_back_or_says_what_it_cannot_tell(
    table: list[dict[str, Any]], form: Times, price: Callable[[int], str], layout: str, encoding: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "exports" / "a.export"
        path.parent.mkdir()
        write(path, [cells(row, form, price) for row in table], layout, encoding)
        drafted = draft_of(path)
        if drafted.draft.gaps != ("name",) or drafted.draft.doubts:
            return
        assert GAP not in str({**drafted.draft.entries, "name": ""})
        assert read_back(Path(name), path, drafted.draft) == list(map(expected, table))
        assert drafted.preview.rows_accepted == len(table)
