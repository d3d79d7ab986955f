"""The sample city's former booking system and opening hours: the real formats, half of it mapped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from data import warehouse
from data.filters import Filters
from data.loading import legacy_space_matches
from data.query import calculate
from etl.sample import hauki, registers
from etl.sample.city import make_city
from etl.sample.period import Period
from tests.support.commands import SHARED

SAMPLES = SHARED / "formats" / "samples" / "bookings"


def first(path: Path) -> dict[str, Any]:
    printed = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Any] = (printed["results"] if isinstance(printed, dict) else printed)[0]
    return found


@pytest.mark.shared
@pytest.mark.parametrize(
    ("ours", "real"),
    [
        ("legacy/respa_resource_list.json", "respa_resource_list.json"),
        ("legacy/respa_unit_list.json", "respa_unit_list.json"),
        ("registers/hauki_opening_hours.json", "hauki_opening_hours.json"),
        ("registers/hauki_date_periods.json", "hauki_date_periods.json"),
    ],
)
def test_objects_have_the_real_keys(sample_exports: Path, ours: str, real: str) -> None:
    mine, theirs = first(sample_exports / ours), first(SAMPLES / real)
    assert list(mine) == list(theirs)
    for key in ("opening_hours", "resource"):
        if isinstance(theirs.get(key), dict):
            assert list(mine[key]) == list(theirs[key])
        elif isinstance(theirs.get(key), list):
            assert list(mine[key][0]) == list(theirs[key][0])


@pytest.mark.shared
def test_reservations_have_keys_that_the_api_gives(sample_exports: Path) -> None:
    mine = json.loads((sample_exports / "legacy" / "respa_reservation_list.json").read_text(encoding="utf-8"))
    theirs = json.loads((SAMPLES / "respa_reservation_list.json").read_text(encoding="utf-8"))
    known = [key for row in theirs["results"] for key in row]
    assert set(mine["results"][0]) == set(known)


@pytest.mark.shared
def test_the_workbook_has_the_real_header(sample_exports: Path) -> None:
    headers = [
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(nrows=1)
        for path in (sample_exports / "legacy" / "varaukset.xlsx", SAMPLES / "respa_reservations.xlsx")
    ]
    assert headers[0] == headers[1]


def test_the_former_system_ends_where_varaamo_begins_and_half_is_mapped(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    months = build.query(
        "SELECT source, min(month) AS first, max(month) AS last FROM booking GROUP BY source ORDER BY source"
    )
    assert [(s, f"{f:%Y-%m}", f"{t:%Y-%m}") for s, f, t in months.itertuples(index=False)] == [
        ("respa", "2024-09", "2025-08"),
        ("varaamo", "2025-09", "2026-10"),
    ]
    rooms = legacy_space_matches.count(build)
    unmapped, count = legacy_space_matches.unmapped(build, 100)
    assert (rooms, count) == (6, 3)
    # What is left to map is found at once: each room still has its name and its house.
    assert [matches[0].space for matches in unmapped["matches"]] == [
        room.removeprefix("respa:esimerkki") for room in unmapped["legacy_space"]
    ]
    assert legacy_space_matches.mapped_to_unregistered(build).empty
    # A workbook and the API tell of one month twice; it counts once.
    loads = build.query("SELECT file, rows_superseded FROM load WHERE source = 'respa'")
    superseded = loads.set_index("file")["rows_superseded"]
    assert superseded["legacy/varaukset.xlsx"] > 0
    assert superseded.sum() == superseded["legacy/varaukset.xlsx"]


def test_the_year_before_is_believable(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    before = Filters.of("2024-09", "2025-08")
    rate = calculate("booking_rate", filters=before, build=build)["value"][0]
    assert 10 < rate < 60
    by_space = calculate("booked_hours", ["space"], before, build=build)
    assert {"5001", "5007", "5013"} <= set(by_space["space"])
    assert {"respa:esimerkki5004"} <= set(by_space["space"])


def test_opening_hours_add_nothing_where_varaamo_has_spans(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    told = build.query("SELECT rows_loaded FROM load WHERE feed = 'opening_hours'")
    assert told["rows_loaded"].tolist() == [3]
    hours = calculate("bookable_hours", ["source"], Filters.of("2025-09", "2026-10"), build=build)
    assert hours["source"].tolist() == ["varaamo"]


def test_some_rooms_have_their_hours_from_the_register_alone(tmp_path: Path) -> None:
    """A city of a hundred rooms and a month: those are the rooms 34 and 80, counted from nought."""
    random, period = np.random.Generator(np.random.PCG64(1)), Period.of("2026-01", "2026-01")
    city = make_city(random, 3_000, period)
    alone = [space.resource for space in city.spaces if space.resource and not space.has_time_spans]
    assert alone == [885_035, 885_081]
    path, *_ = hauki.write(tmp_path, city, period, random)
    printed = json.loads(path.read_text(encoding="utf-8"))["results"]
    assert [record["resource"]["id"] for record in printed][:2] == alone
    registers.write(tmp_path, city, period)
    spans = json.loads((tmp_path / "reservable_time_spans_2026.json").read_text(encoding="utf-8"))
    assert not {span["resource"] for span in spans} & set(alone)
