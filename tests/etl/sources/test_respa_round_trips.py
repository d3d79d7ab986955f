"""Respa's files are read back as they were written, with any content."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import load as loading
from tests.support.exports.respa_files import HEADERS, reservations, resources, workbook
from tests.support.landed import LENGTHS, MOMENTS, NAMES, in_utc, landed

# The names are like real ones, and the times are near the nights on which the clocks change.
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
# A whole load for each example; names and times are covered by the round trips.
LOADED = settings(SLOW, max_examples=6)


@st.composite
def bookings(draw: st.DrawFn) -> dict[str, Any]:
    begin = draw(MOMENTS)
    end = begin + draw(LENGTHS)
    if end.month == 3 and end.hour == 3:
        end += dt.timedelta(hours=1)
    return {
        "unit": draw(NAMES),
        "resource": draw(NAMES),
        "begin": f"{begin:%Y-%m-%d %H:%M:%S}",
        "end": f"{end:%Y-%m-%d %H:%M:%S}",
        "staff": draw(st.sampled_from([True, False, None])),
        "persons": draw(st.one_of(st.none(), st.sampled_from([0, 1, 999_999]))),
    }


@SLOW
@given(st.lists(bookings(), min_size=1, max_size=6), st.sampled_from(sorted(HEADERS)))
def test_a_workbook_reads_back_as_it_was_written(written: list[dict[str, Any]], language: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = workbook(Path(name) / "book.xlsx", written, language)
        columns = "unit_name, space_name, begin_utc, end_utc, kind, persons"
        assert landed(Path(name), path, columns) == [
            (
                *(row["unit"].strip(" "), row["resource"].strip(" ")),
                *(in_utc(row["begin"]), in_utc(row["end"], last=True)),
                *("own" if row["staff"] else "customer", row["persons"]),
            )
            for row in written
        ]


@SLOW
@given(st.lists(bookings(), min_size=1, max_size=6), st.lists(NAMES, min_size=6, max_size=6))
def test_the_lists_of_the_api_read_back_as_they_were_written(
    written: list[dict[str, Any]], names: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = reservations(
            folder / "list.json",
            [
                {
                    "resource": f"av{n}",
                    "begin": row["begin"],
                    "end": row["end"],
                    "staff_event": row["staff"],
                    "number_of_participants": row["persons"],
                }
                for n, row in enumerate(written)
            ],
        )
        assert landed(folder, path, "space, begin_utc, end_utc, kind, persons") == [
            (
                *(f"respa:av{n}", in_utc(row["begin"]), _first(row["end"])),
                *("own" if row["staff"] else "customer", row["persons"]),
            )
            for n, row in enumerate(written)
        ]
        days = [
            ("2022-03-27", "00:00", "23:45"),
            ("2022-10-30", "02:00", "05:00"),
            ("2022-11-01", None, None),
        ]
        path = resources(
            folder / "resources.json",
            [{"id": f"av{n}", "name": {"sv": name}, "hours": days} for n, name in enumerate(names)],
        )
        assert landed(folder, path, "space, name_sv, len(bookable_days)") == [
            (f"respa:av{n}", name.strip(" "), 3) for n, name in enumerate(names)
        ]


def _first(text: str) -> dt.datetime:
    """Return the first of two runs of an hour, which the offset of the written time means."""
    return in_utc(text)


@LOADED
@given(st.lists(bookings(), min_size=1, max_size=5), st.lists(bookings(), max_size=5))
def test_no_row_is_lost_with_any_names(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook(folder / "exports" / "a.xlsx", first)
        workbook(folder / "exports" / "b.xlsx", second + first, "en")
        outcome = loading.run(folder / "home", folder / "exports", lambda _: None)
        assert not [check for check in outcome.checks if check.level == "fail" and check.rows]
        assert sum(f.rows_superseded for f in outcome.files) >= len(first)
        kept = sum(f.rows_loaded for f in outcome.files)
        keys = {
            (r["unit"].strip(" "), r["resource"].strip(" "), r["begin"], r["end"]) for r in [*first, *second]
        }
        assert kept == len(keys)
