"""A district beside the city and beside districts of like size, and the ranking of all."""

from __future__ import annotations

from pathlib import Path

from data.analyses import districts
from data.city_profile.in_use import city_in, using
from data.filters import Filters
from data.reference_tables import areas
from data.scope import EVERYTHING
from data.settings import CITIES
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
    profile = districts.profile("301", metrics, chosen, scope=EVERYTHING, build=build).set_index("metric")
    # 1 hour here, 5 in the city, and 3 in five districts of similar size (two of which have any).
    assert list(profile.loc["booked_hours", ["district", "city", "similar"]]) == [1, 5, 3 / 5]
    # 60 of 60 minutes here, 90 of 180 in the city, 30 of 120 in districts of similar size.
    assert list(profile.loc["booking_rate", ["district", "city", "similar"]]) == [100, 50, 25]


def test_a_city_without_residents_has_no_areas_of_similar_size(tmp_path: Path) -> None:
    with using(city_in(CITIES / "espoo")):
        build = publish(tmp_path, {"booking_hour": [use("2026-10-01", 60, district="1")]})
        profile = districts.profile("1", ("booked_hours",), OCTOBER, scope=EVERYTHING, build=build)
    assert (profile["district"][0], profile["city"][0]) == (1, 1)
    assert "similar" not in profile


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
    row = districts.profile("301", ("active_volunteers",), OCTOBER, scope=EVERYTHING, build=build).iloc[0]
    assert row["district_suppressed"]
    assert row["district"] != row["district"]
    assert row["city"] == 6


def test_only_metrics_with_a_per_resident_variant_can_be_shown_per_resident() -> None:
    assert districts.per_residents("booked_hours") == "booked_hours_per_1000"
    assert districts.per_residents("booking_rate") is None
    assert "booked_hours_per_1000" not in districts.mappable()
    assert "booking_rate" in districts.mappable()


def test_districts_are_ranked_with_the_unknown_last(tmp_path: Path) -> None:
    values = {"unknown": 90.0, "101": 10.0, "102": None, "103": 30.0, "104": 10.0, "105": None}
    figures = frame(values)
    figures.loc[figures["district"] == "105", "suppressed"] = False
    found = districts.ranked(figures)
    assert found["district"].tolist() == ["103", "101", "104", "102", "105", "unknown"]
    # Equal values share a rank; suppressed, missing and unknown ones have none.
    assert found["rank"].fillna(0).tolist() == [1, 2, 2, 0, 0, 0]
    assert districts.place(found, "104") == (2, 3)
    assert districts.place(found, "102") == (None, 3)
    assert districts.place(found, "801") == (None, 3)


def test_a_district_is_listed_with_its_like_by_residents(tmp_path: Path) -> None:
    residents = areas.district_residents(tmp_path)
    ranking = districts.ranked(frame({code: float(number) for number, code in enumerate(residents)}))
    found = districts.with_similar_size(ranking, "301", tmp_path)
    assert set(found["district"]) == {"301", *districts.similar_size("301", tmp_path)}
    assert found["residents"].tolist() == sorted(found["residents"], reverse=True)
    assert found.set_index("district")["residents"]["301"] == residents["301"]
