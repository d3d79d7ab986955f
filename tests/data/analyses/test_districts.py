"""A district compared with the city and with districts of similar size; official boundaries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.analyses import districts
from data.filters import Filters
from data.reference_tables import areas, district_map
from data.reference_tables.reader import BOUNDARIES
from pages.charts import maps
from pages.charts.theme import HATCH, LIGHT, Style
from tests.support.frames import frame
from tests.support.tiny_warehouse import open_hour, publish, use

OCTOBER = Filters.of("2026-10", "2026-10")


def test_districts_of_similar_size_have_the_nearest_number_of_residents(home: Path) -> None:
    residents = areas.district_residents(home)
    similar = districts.similar_size("301", home, 3)
    gaps = sorted(abs(count - residents["301"]) for code, count in residents.items() if code != "301")
    assert [abs(residents[code] - residents["301"]) for code in similar] == gaps[:3]
    assert districts.similar_size("unknown", home) == []


def test_a_profile_compares_a_district_with_the_city_and_with_similar_districts(tmp_path: Path) -> None:
    first, second, *others = districts.similar_size("301", tmp_path)
    build = publish(
        tmp_path,
        {
            "booking_hour": [use("2026-10-01", 60, district=d) for d in ("301", first, first, second, "801")]
            + [use("2026-10-01", 0, district=d) for d in others],
            "space_hour": [
                open_hour("2026-10-01", 60, district="301"),
                open_hour("2026-10-01", 30, district=first),
                open_hour("2026-10-01", 0, district=second),
            ],
        },
    )
    metrics = ("booked_hours", "booking_rate")
    chosen = Filters.of("2026-10", "2026-10", district=["801"])
    profile = districts.profile("301", metrics, chosen, build=build).set_index("metric")
    # 1 hour here, 5 in the city, and 3 in five districts of similar size (two of which have any).
    assert list(profile.loc["booked_hours", ["district", "city", "similar"]]) == [1, 5, 3 / 5]
    # 60 of 60 minutes here, 90 of 180 in the city, 30 of 120 in districts of similar size.
    assert list(profile.loc["booking_rate", ["district", "city", "similar"]]) == [100, 50, 25]


def test_small_counts_are_suppressed_in_a_profile(tmp_path: Path) -> None:
    people = [
        {"date": "2026-10-01", "is_completed": True, "volunteer": number, "district": district}
        for district, count in (("301", 3), ("801", 6))
        for number in range(count)
    ]
    # The build must know the districts of similar size, as a real build knows every district.
    similar = districts.similar_size("301", tmp_path)
    known = [{"date": "2026-10-01", "volunteer": 0, "district": d} for d in similar]
    build = publish(tmp_path, {"volunteer_record": [*people, *known]})
    row = districts.profile("301", ("active_volunteers",), OCTOBER, build=build).iloc[0]
    assert row["district_suppressed"]
    assert row["district"] != row["district"]
    assert row["city"] == 6


def test_only_metrics_with_a_per_resident_variant_can_be_shown_per_resident() -> None:
    assert districts.per_residents("booked_hours") == "booked_hours_per_1000"
    assert districts.per_residents("booking_rate") is None
    assert "booked_hours_per_1000" not in districts.mappable()
    assert "booking_rate" in districts.mappable()


SQUARE = [[24.9, 60.1], [25.0, 60.1], [25.0, 60.2], [24.9, 60.1]]


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    """Three districts, one of them in two parts."""
    shapes = {
        "101": {"type": "Polygon", "coordinates": [SQUARE]},
        "102": {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]},
        "103": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    features = [
        {"type": "Feature", "properties": {"district": code}, "geometry": shape}
        for code, shape in shapes.items()
    ]
    path = tmp_path / BOUNDARIES
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return tmp_path


def test_boundaries_have_the_colours_and_hatching_of_the_tiles(boundaries: Path, tmp_path: Path) -> None:
    collection = district_map.boundaries(boundaries)
    assert collection is not None
    assert district_map.boundaries(tmp_path / "elsewhere") is None
    style = Style("fi", dark=False, unit="%")
    drawn = maps.choropleth(frame({"101": 10, "102": None}), collection, style)
    first, second, third = drawn.data[:3]
    assert first.fillcolor in LIGHT.amounts
    assert (second.fillpattern.shape, third.fillpattern.shape) == (HATCH, "")
    assert list(second.x).count(None) == 1
    assert "suojattu" in second.text
    assert "ei tietoa" in third.text
    assert drawn.layout.geo.to_plotly_json() == {}
