"""What of a figure a reader may see: scopes that fail closed, suppression, and rounding at the level open."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.analyses import goals, goals_table, participation
from data.analyses.districts import profile
from data.analyses.volunteering import OTHERS, hours_by_month_and_source
from data.catalogue.metrics import Metric, catalogue
from data.comparison import SUPPRESSED, compare
from data.contribution import contributions
from data.disclosure import disclose, withheld
from data.files.export import BOOKINGS, FIGURES, Export, count
from data.files.file_description import filter_lines
from data.filters import Filters, QueryError
from data.inputs import reason
from data.loading import coverage, legacy_space_matches, load_history
from data.members import known_members
from data.query import calculate, city_total
from data.reference_tables.measures import measures, of_scope
from data.reference_tables.targets import Target, for_period
from data.scope import EVERYTHING, Level, Scope
from data.text.texts import say
from data.warehouse import Build
from tests.support.commands import command_here
from tests.support.tiny_warehouse import Rows, open_hour, publish, use

OPEN = Scope(None, "open")
KUVA = Scope(("KUVA",), "internal")
OCTOBER = Filters.of("2026-10", "2026-10")
#: Volunteers per activity in October; each gives two hours.
VOLUNTEERS = {"park": 12, "visit": 8, "choir": 3}


def shifts(activity: str, people: int, date: str, **more: object) -> list[dict[str, object]]:
    first = 4000 + 100 * list(VOLUNTEERS).index(activity)
    return [
        {"date": date, "activity": activity, "volunteer": first + number, "person_hours": 2}
        | {"is_completed": True, "source": "v4s", "department": "KUVA", "district": "301", **more}
        for number in range(people)
    ]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    rows: dict[str, Rows] = {
        "volunteer_record": [
            *(row for name, people in VOLUNTEERS.items() for row in shifts(name, people, "2026-10-06")),
            *shifts("park", 6, "2025-10-07"),
            *shifts("visit", 2, "2026-09-01", source="rosterfy"),
        ],
        "participation": [
            {
                "date": "2026-10-06",
                "channel": "hearing",
                "contacts": 13,
                "district": "301",
                "source": "kerro",
            },
            {"date": "2026-10-06", "channel": "event", "contacts": 2, "district": "302", "source": "kerro"},
            {"date": "2026-09-06", "channel": "event", "contacts": 8, "district": "302", "source": "kerro"},
            {"date": "2026-08-06", "channel": "event", "contacts": 3, "district": "302", "source": "kerro"},
        ],
        "booking_hour": [
            use("2026-10-05", 60, department="KUVA", district="301", unit="library"),
            use("2026-10-05", 120, space="2", department="KASKO", district="301", unit="school"),
        ],
        "space_hour": [
            open_hour("2026-10-05", 30, department="KUVA", district="301", unit="library"),
            open_hour("2026-10-05", 60, space="2", department="KASKO", district="301", unit="school"),
        ],
        "space": [
            {"space": "1", "department": "KUVA", "district": "301", "unit": "library"},
            {"space": "2", "department": "KASKO", "district": "301", "unit": "school"},
        ],
        # The districts of similar size, with which a profile compares.
        "unit": [{"unit": f"u{code}", "district": code} for code in ("103", "205", "602", "703", "704")],
        "resident_month": [
            {"month": f"2026-{month:02d}-01", "district": "301", "residents": 12_000}
            for month in range(8, 11)
        ],
        "rejected_row": [{"file": "a.csv", "source": "varaamo", "row_number": 3, "found": "Matti"}],
        "source_month": [{"source": "varaamo", "data": "bookings", "month": "2026-10-01", "rows": 2}],
        "load": [{"file": "a.csv", "source": "varaamo", "exported_at": "2026-10-30"}],
        "legacy_space": [{"legacy_space": "hall", "bookings": 3, "is_mapped": False}],
    }
    return publish(tmp_path_factory.mktemp("disclosure") / "home", rows)


def shown(metric: str, by: tuple[str, ...], scope: Scope, build: Build, filters: Filters = OCTOBER) -> Any:
    """The value of each group, None where it is suppressed or missing."""
    frame = calculate(metric, by, filters, scope=scope, build=build)
    values = [None if pd.isna(value) else value for value in frame["value"]]
    return dict(zip(frame[by[0]], values, strict=True)) if by else values[0]


class TestScope:
    def test_a_scope_has_no_defaults(self) -> None:
        assert all(field.default is dataclasses.MISSING for field in dataclasses.fields(Scope))
        export_fields = {field.name: field.default for field in dataclasses.fields(Export)}
        assert export_fields["scope"] is dataclasses.MISSING

    def test_a_metric_without_departments_is_city_wide_only(self, build: Build) -> None:
        six = [m for m in catalogue().metrics.values() if "department" not in m.dimensions]
        assert len(six) == 6
        for metric in six:
            figure = calculate(metric.id, (), OCTOBER, scope=KUVA, build=build).iloc[0]
            assert pd.isna(figure["value"])
            assert not figure["suppressed"]
            assert calculate(metric.id, ("month",), OCTOBER, scope=KUVA, build=build).empty
            text = reason(metric, (), OCTOBER, KUVA, "en", build=build)
            assert text == say("disclosure.city_wide_only", "en")
            with pytest.raises(QueryError, match="City-wide only"):
                count(Export(FIGURES, build.id, "en", OCTOBER, KUVA, metric.id), build)
        comparison = compare("volunteer_hours_per_1000", OCTOBER, KUVA, build=build)
        assert (comparison.now.value, comparison.change) == (None, None)

    def test_members_are_offered_and_named_within_the_scope(self, build: Build) -> None:
        assert known_members("department", KUVA, build) == ["KUVA"]
        assert known_members("space", KUVA, build) == ["1"]
        assert known_members("space", Scope((), "internal"), build) == []
        assert known_members("district", KUVA, build) == known_members("district", EVERYTHING, build)
        with pytest.raises(QueryError) as error:
            calculate("bookings", (), Filters.of(space=["2"]), scope=KUVA, build=build)
        assert str(error.value) == "unknown space '2'; there are 1: 1"

    def test_what_belongs_to_no_department_is_left_out(self, build: Build) -> None:
        for read in (
            *(load_history.freshness, load_history.loads, load_history.rejected_groups, load_history.checks),
            coverage.coverage,
        ):
            assert read(KUVA, build).empty, read
        assert not load_history.loads(EVERYTHING, build).empty
        assert not coverage.coverage(EVERYTHING, build).empty
        assert load_history.rejected(KUVA, build)[1] == 0
        assert coverage.deliveries(KUVA, build, build.as_of) == ()
        assert legacy_space_matches.count(EVERYTHING, build) == 1
        assert legacy_space_matches.count(KUVA, build) == 0

    def test_measures_are_those_of_the_scope(self, build: Build) -> None:
        visible = of_scope(measures(build.home), KUVA)
        assert {measure.responsible_unit for measure in visible} == {"KUVA"}
        assert len(of_scope(measures(build.home), EVERYTHING)) > len(visible)

    def test_a_figure_is_compared_with_the_target_of_its_own_department(self, build: Build) -> None:
        year = Filters.of("2026-01", "2026-12")
        assert for_period("shared_use_share", year, EVERYTHING, build.home) == 81
        assert for_period("shared_use_share", year, KUVA, build.home) == 85
        assert for_period("shared_use_share", year, Scope((), "internal"), build.home) is None
        kasko = Filters.of("2026-01", "2026-12", department=["KASKO"])
        assert for_period("shared_use_share", kasko, KUVA, build.home) is None

    def test_the_citys_total_is_shown_where_the_catalogue_says_so(self, build: Build) -> None:
        assert shown("booked_hours", (), KUVA, build) == 1
        assert city_total("booked_hours", OCTOBER, KUVA, build=build)["value"].tolist() == [3]
        assert city_total("bookings", OCTOBER, KUVA, build=build)["value"].isna().all()
        # A filter would show a part of the city that is not theirs.
        in_district = Filters.of("2026-10", "2026-10", district=["301"])
        assert city_total("booked_hours", in_district, KUVA, build=build)["value"].isna().all()
        assert city_total("booked_hours", in_district, EVERYTHING, build=build)["value"].tolist() == [3]
        row = profile("301", ["booking_rate"], OCTOBER, KUVA, build=build).iloc[0]
        assert (row["district"], row["city"]) == (50, 75)

    def test_the_citys_target_is_compared_with_the_citys_total(self, build: Build) -> None:
        target = Target("booking_rate", None, 2026, 40)
        assert goals.progress(target, build, KUVA).now.value == 75
        assert goals.course(target, build, KUVA)["value"].iloc[9] == 75
        visible = goals_table.of_year(2026, (), KUVA, home=build.home)
        assert {target.department for target in visible} == {None, "KUVA"}


class TestLevels:
    def test_a_share_is_suppressed_with_its_parts_or_their_difference(self) -> None:
        share = catalogue().metrics["returning_share"]
        sides = [(0, 10), (5, 10), (4, 10), (7, 10), (6, 10), (0, 4), (10, 10), (0, 0)]
        frame = pd.DataFrame(sides, columns=["numerator", "denominator"], dtype="float64")
        frame.insert(0, "value", 100 * frame["numerator"] / frame["denominator"])
        for scope in (EVERYTHING, OPEN):
            suppressed = disclose(frame, share, scope, 5)["suppressed"].tolist()
            assert suppressed == [False, False, True, True, True, True, False, False]

    def test_counts_of_people_are_rounded_and_hours_are_not(self, build: Build) -> None:
        by = ("activity",)
        assert shown("active_volunteers", by, EVERYTHING, build) == {"choir": None, "park": 12, "visit": 8}
        assert shown("active_volunteers", by, OPEN, build) == {"choir": None, "park": 10, "visit": 10}
        assert shown("active_volunteers", (), EVERYTHING, build) == 23
        assert shown("active_volunteers", (), OPEN, build) == 25
        assert shown("booked_hours", ("department",), OPEN, build) == {"KASKO": 2, "KUVA": 1}

    def test_rates_per_resident_follow_from_rounded_counts(self, build: Build) -> None:
        metric = "participation_contacts_per_1000"
        frame = calculate(metric, ("district",), OCTOBER, scope=OPEN, build=build)
        (rate,) = frame[frame["district"] == "301"].to_dict("records")
        assert rate["numerator"] == 15
        assert rate["value"] == pytest.approx(1000 * 15 / rate["denominator"])

    def test_hours_and_shifts_are_suppressed_with_their_volunteers(self, build: Build) -> None:
        for metric, park in (("volunteer_hours", 24), ("volunteer_shifts", 12)):
            assert shown(metric, ("activity",), EVERYTHING, build)["choir"] is not None
            figures = shown(metric, ("activity",), OPEN, build)
            assert figures == {"choir": None, "park": park, "visit": figures["visit"]}
        september = Filters.of("2026-09", "2026-09")
        assert shown("volunteer_hours", (), EVERYTHING, build, september) == 4
        assert shown("volunteer_hours", (), OPEN, build, september) is None
        assert compare("volunteer_hours", september, OPEN, build=build).reason == SUPPRESSED
        by_month = hours_by_month_and_source(
            Filters.of("2026-09", "2026-10"), OPEN, build=build, sources=["v4s"]
        )
        # A sum with suppressed hours is not that of the others.
        assert by_month[OTHERS].isna().all()

    def test_changes_and_contributions_follow_from_what_is_shown(self, build: Build) -> None:
        comparison = compare("active_volunteers", OCTOBER, OPEN, build=build)
        assert (comparison.now.value, comparison.before.value) == (25, 5)
        assert comparison.change == 400
        changes = contributions("active_volunteers", "activity", OCTOBER, OPEN, build=build)
        assert changes.set_index("activity")["change"].to_dict()["park"] == 10 - 5

    def test_the_course_of_a_target_does_not_add_up_rounded_months(self, build: Build) -> None:
        target = Target("participation_contacts", None, 2026, 100)
        course = goals.course(target, build, OPEN).set_index("month")["value"]
        # 3 is suppressed, 11 and 26 are rounded; the months alone would be 10 and 15.
        assert course[["2026-09", "2026-10"]].tolist() == [10, 25]
        assert goals.progress(target, build, OPEN).now.value == 25
        reach = participation.reach(Filters.of("2026-09", "2026-10"), OPEN, build=build)
        assert "301" not in reach.without

    @pytest.mark.parametrize("place", ["unit", "space", "sub_district"])
    def test_days_and_hours_are_no_finer_than_a_district(self, build: Build, place: str) -> None:
        metric = catalogue().metrics["booking_rate"]
        assert withheld(metric, ("date", place), OCTOBER, OPEN, build)
        assert withheld(metric, (place,), Filters.of(hour=["10"]), OPEN, build)
        assert withheld(metric, ("hour",), Filters(where=((place, ("unknown",)),)), OPEN, build)
        assert calculate(metric.id, ("date", place), OCTOBER, scope=OPEN, build=build).empty
        for by in (("date", "district"), ("hour", "department"), ("weekday", place), ("month", place)):
            assert withheld(metric, by, OCTOBER, OPEN, build) is None
        assert withheld(metric, ("date", place), OCTOBER, EVERYTHING, build) is None

    def test_rows_stay_inside(self, build: Build) -> None:
        export = Export(BOOKINGS, build.id, "en", OCTOBER, OPEN)
        with pytest.raises(QueryError, match="Single rows"):
            count(export, build)
        assert count(dataclasses.replace(export, scope=EVERYTHING), build) == 0
        rows, number = load_history.rejected(OPEN, build)
        assert (len(rows), number) == (0, 1)
        assert len(load_history.rejected(EVERYTHING, build)[0]) == 1

    def test_a_file_of_rounded_counts_says_so(self, build: Build) -> None:
        export = Export(FIGURES, build.id, "fi", OCTOBER, OPEN, "active_volunteers")
        note = say("disclosure.rounded", "fi")
        assert note in dict(filter_lines(export, build, 1)).values()
        internal = dataclasses.replace(export, scope=EVERYTHING)
        assert note not in dict(filter_lines(internal, build, 1)).values()

    def test_the_command_has_both_levels(self, build: Build) -> None:
        home = ("--home", str(build.home), "--from", "2026-10", "--to", "2026-10", "--format", "json")
        printed = command_here("data", "active_volunteers", *home, "--level", "open")
        assert '"value":25' in printed.stdout
        assert say("disclosure.rounded", "en") in printed.stderr
        assert '"value":23' in command_here("data", "active_volunteers", *home).stdout
        refused = command_here("data", "bookings", "--by", "date,unit", *home, "--level", "open")
        assert refused.returncode == 2
        assert say("disclosure.too_fine", "en") in refused.stderr


counts = st.integers(0, 60)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=8), st.sampled_from(get_args(Level)))
def test_what_is_shown_of_a_share_of_people(pairs: list[tuple[int, int]], level: Level) -> None:
    """A shown cell is within 2 of the truth, a multiple of 5 at the level open, and has consistent parts."""
    share: Metric = catalogue().metrics["event_attendance_rate"]
    exact = pd.DataFrame(
        [(float("nan"), part, part + rest) for part, rest in pairs],
        columns=["value", "numerator", "denominator"],
        dtype="float64",
    )
    exact["value"] = 100 * exact["numerator"] / exact["denominator"]
    before = exact.copy()
    frame = disclose(exact, share, Scope(None, level), 5)
    assert exact.equals(before)
    for (part, rest), row in zip(pairs, frame.to_dict("records"), strict=True):
        is_small = any(1 <= people <= 4 for people in (part, rest, part + rest))
        assert row["suppressed"] == is_small
        if is_small:
            assert all(pd.isna(row[name]) for name in ("value", "numerator", "denominator"))
            continue
        assert abs(row["numerator"] - part) <= (2 if level == "open" else 0)
        assert abs(row["denominator"] - part - rest) <= (2 if level == "open" else 0)
        assert level == "internal" or row["numerator"] % 5 == row["denominator"] % 5 == 0
        if row["denominator"]:
            assert row["value"] == 100 * row["numerator"] / row["denominator"]
            assert 0 <= row["value"] <= 100
