"""The sample city's former booking system and opening hours: real formats, and half of the spaces mapped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from data import warehouse
from data.city_profile.in_use import BUILT_IN
from data.filters import Filters
from data.loading import legacy_space_matches
from data.query import calculate
from data.scope import EVERYTHING
from etl.sample import hauki, registers
from etl.sample.city import make_city
from etl.sample.period import Period
from tests.support.commands import SHARED

SAMPLES = SHARED / "formats" / "samples" / "bookings"


def first(path: Path) -> dict[str, Any]:
    printed = json.loads(path.read_text(encoding="utf-8"))
    record: dict[str, Any] = (printed["results"] if isinstance(printed, dict) else printed)[0]
    return record


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
    sample, original = first(sample_exports / ours), first(SAMPLES / real)
    assert list(sample) == list(original)
    for key in ("opening_hours", "resource"):
        if isinstance(original.get(key), dict):
            assert list(sample[key]) == list(original[key])
        elif isinstance(original.get(key), list):
            assert list(sample[key][0]) == list(original[key][0])


@pytest.mark.shared
def test_reservations_have_keys_that_the_api_gives(sample_exports: Path) -> None:
    sample = json.loads(
        (sample_exports / "legacy" / "respa_reservation_list.json").read_text(encoding="utf-8")
    )
    original = json.loads((SAMPLES / "respa_reservation_list.json").read_text(encoding="utf-8"))
    known = [key for row in original["results"] for key in row]
    assert set(sample["results"][0]) == set(known)


@pytest.mark.shared
def test_the_workbook_has_the_real_header(sample_exports: Path) -> None:
    headers = [
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(nrows=1)
        for path in (sample_exports / "legacy" / "varaukset.xlsx", SAMPLES / "respa_reservations.xlsx")
    ]
    assert headers[0] == headers[1]


def test_the_former_system_ends_where_varaamo_starts_and_half_is_mapped(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    months = build.query(
        "SELECT source, min(month) AS first, max(month) AS last FROM booking GROUP BY source ORDER BY source"
    )
    assert [(s, f"{f:%Y-%m}", f"{t:%Y-%m}") for s, f, t in months.itertuples(index=False)] == [
        ("respa", "2024-09", "2025-08"),
        ("varaamo", "2025-09", "2026-10"),
    ]
    space_count = legacy_space_matches.count(EVERYTHING, build)
    unmapped, count = legacy_space_matches.unmapped(build, 100)
    assert (space_count, count) == (6, 3)
    # The first match of each unmapped space is right, because it still has the same name and unit.
    assert [matches[0].space for matches in unmapped["matches"]] == [
        space.removeprefix("respa:esimerkki") for space in unmapped["legacy_space"]
    ]
    assert legacy_space_matches.mapped_to_unregistered(build).empty
    # The workbook and the API both have one month, which counts once.
    loads = build.query("SELECT file, rows_superseded FROM load WHERE source = 'respa'")
    superseded = loads.set_index("file")["rows_superseded"]
    assert superseded["legacy/varaukset.xlsx"] > 0
    assert superseded.sum() == superseded["legacy/varaukset.xlsx"]


def test_the_year_before_is_realistic(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    before = Filters.of("2024-09", "2025-08")
    rate = calculate("booking_rate", filters=before, scope=EVERYTHING, build=build)["value"][0]
    assert 10 < rate < 60
    by_space = calculate("booked_hours", ["space"], before, scope=EVERYTHING, build=build)
    assert {"5001", "5007", "5013"} <= set(by_space["space"])
    assert {"respa:esimerkki5004"} <= set(by_space["space"])


def test_opening_hours_add_nothing_where_varaamo_has_spans(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    loads = build.query("SELECT rows_loaded FROM load WHERE feed = 'opening_hours'")
    assert loads["rows_loaded"].tolist() == [3]
    hours = calculate(
        "bookable_hours", ["source"], Filters.of("2025-09", "2026-10"), scope=EVERYTHING, build=build
    )
    assert hours["source"].tolist() == ["varaamo"]


def test_some_spaces_have_their_hours_from_the_register_alone(tmp_path: Path) -> None:
    """In a city of a hundred spaces and one month these are the spaces 34 and 80, counted from zero."""
    random, period = np.random.Generator(np.random.PCG64(1)), Period.of("2026-01", "2026-01")
    city = make_city(random, 3_000, period, BUILT_IN)
    register_only = [space.resource for space in city.spaces if space.resource and not space.has_time_spans]
    assert register_only == [885_035, 885_081]
    path, *_ = hauki.write(tmp_path, city, period, random)
    printed = json.loads(path.read_text(encoding="utf-8"))["results"]
    assert [record["resource"]["id"] for record in printed][:2] == register_only
    registers.write(tmp_path, city, period)
    spans = json.loads((tmp_path / "reservable_time_spans_2026.json").read_text(encoding="utf-8"))
    assert not {span["resource"] for span in spans} & set(register_only)
