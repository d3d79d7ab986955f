"""A district beside the city and beside districts of like size; boundaries once they are there."""

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


def test_districts_of_like_size_are_nearest_in_residents(home: Path) -> None:
    residents = areas.district_residents(home)
    like = districts.like_size("301", home, 3)
    apart = sorted(abs(count - residents["301"]) for code, count in residents.items() if code != "301")
    assert [abs(residents[code] - residents["301"]) for code in like] == apart[:3]
    assert districts.like_size("unknown", home) == []


def test_a_profile_holds_a_district_against_the_city_and_its_like(tmp_path: Path) -> None:
    one, two, *rest = districts.like_size("301", tmp_path)
    build = publish(
        tmp_path,
        {
            "booking_hour": [use("2026-10-01", 60, district=d) for d in ("301", one, one, two, "801")]
            + [use("2026-10-01", 0, district=d) for d in rest],
            "space_hour": [
                open_hour("2026-10-01", 60, district="301"),
                open_hour("2026-10-01", 30, district=one),
                open_hour("2026-10-01", 0, district=two),
            ],
        },
    )
    metrics = ("booked_hours", "booking_rate")
    chosen = Filters.of("2026-10", "2026-10", district=["801"])
    found = districts.profile("301", metrics, chosen, build=build).set_index("metric")
    # 1 hour here, 5 in the city, and 3 in five districts of like size (two of which have any).
    assert list(found.loc["booked_hours", ["district", "city", "like"]]) == [1, 5, 3 / 5]
    # 60 of 60 minutes here, 90 of 180 in the city, 30 of 120 in its like.
    assert list(found.loc["booking_rate", ["district", "city", "like"]]) == [100, 50, 25]


def test_small_counts_stay_protected_in_a_profile(tmp_path: Path) -> None:
    people = [
        {"date": "2026-10-01", "is_completed": True, "volunteer": number, "district": district}
        for district, count in (("301", 3), ("801", 6))
        for number in range(count)
    ]
    # The places have to exist for the build, as all of the city's do in a real one.
    places = districts.like_size("301", tmp_path)
    known = [{"date": "2026-10-01", "volunteer": 0, "district": d} for d in places]
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


def test_boundaries_are_drawn_in_the_classes_of_the_tiles(boundaries: Path, tmp_path: Path) -> None:
    found = district_map.boundaries(boundaries)
    assert found is not None
    assert district_map.boundaries(tmp_path / "elsewhere") is None
    style = Style("fi", dark=False, unit="%")
    drawn = maps.choropleth(frame({"101": 10, "102": None}), found, style)
    first, second, third = drawn.data[:3]
    assert first.fillcolor in LIGHT.amounts
    assert (second.fillpattern.shape, third.fillpattern.shape) == (HATCH, "")
    assert list(second.x).count(None) == 1
    assert "suojattu" in second.text
    assert "ei tietoa" in third.text
    assert drawn.layout.geo.to_plotly_json() == {}
