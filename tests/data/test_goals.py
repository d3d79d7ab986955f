"""Targets on their paths and the programme's measures: sums for the head, refused files, the page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from data.analyses import goals_table
from data.analyses.goals import course, progress
from data.files import export, file_description
from data.files.export import GOALS, Export
from data.filters import Filters, QueryError, Scope
from data.reference_tables.departments import departments
from data.reference_tables.measures import measures, owner_name, responsible_units
from data.reference_tables.reader import WrongReference, is_shipped, problems
from data.reference_tables.targets import Target, targets
from data.settings import LANGUAGES
from data.text import texts
from data.text.messages import render
from data.warehouse import Build
from pages.charts import lines
from pages.charts.theme import Style
from tests.support.commands import command
from tests.support.pages import text_of, visit
from tests.support.tiny_warehouse import open_hour, publish, use
from tests.support.varaamo_files import statistics_csv

MEASURE_HEAD = (
    "id,title_fi,title_sv,title_en,responsible_unit,metric,start,due,state,note_fi,note_sv,note_en\n"
)
MEASURE = "A1,yksi,ett,one,KUVA,booking_rate,2026-01-01,2026-06-30,under_way,,,\n"


def write(home: Path, name: str, text: str) -> None:
    path = home / "reference" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def hours(date: str, count: int, **more: object) -> dict[str, object]:
    return use(date, 60 * count, **more)


@pytest.fixture
def build(home: Path) -> Build:
    """365 h in 2025, 100 of them by 14 March, the 73rd day; 110 h so far in 2026."""
    rows = [
        hours("2025-01-10", 100, department="KUVA"),
        hours("2025-03-15", 200),
        hours("2025-12-31", 65),
        hours("2026-03-01", 110),
    ]
    return publish(home, {"booking_hour": rows}, as_of="2026-03-14")


class TestPath:
    def test_the_change_is_spread_evenly_over_the_year(self, build: Build) -> None:
        found = progress(Target("booked_hours", None, 2026, 415), build)
        assert (found.before.value, found.baseline.value, found.now.value) == (100, 365, 110)
        assert (found.days, found.days_in_year, found.percent_elapsed) == (73, 365, 20)
        # 100 + (415 − 365) × 73 ÷ 365
        assert found.path == pytest.approx(110)
        assert found.distance == pytest.approx(0)
        assert (found.path_from, found.status) == ("year", "on_track")
        assert (found.through, found.before_through) == (dt.date(2026, 3, 14), dt.date(2025, 3, 14))

    def test_an_hour_short_of_the_path_is_behind(self, build: Build) -> None:
        found = progress(Target("booked_hours", None, 2026, 420), build)
        assert found.path == pytest.approx(111)
        assert found.status == "behind"
        assert found.distance == pytest.approx(-1)

    def test_a_sum_past_its_target_is_there_before_the_year_ends(self, build: Build) -> None:
        assert progress(Target("booked_hours", None, 2026, 110), build).status == "reached"

    def test_a_year_that_is_over_is_reached_or_missed(self, build: Build) -> None:
        for value, status in ((365, "reached"), (366, "missed")):
            found = progress(Target("booked_hours", None, 2025, value), build)
            assert (found.status, found.is_over) == (status, True)

    def test_without_a_year_before_a_sum_starts_from_nought(self, build: Build) -> None:
        rows = {"booking_hour": [hours("2025-02-01", 1), hours("2026-01-05", 60)]}
        late = publish(build.path.parents[1], rows, as_of="2026-03-14", build_id="late")
        found = progress(Target("booked_hours", None, 2026, 300), late)
        # 300 × 73 ÷ 365
        assert found.path == pytest.approx(60)
        assert (found.path_from, found.status) == ("zero", "on_track")
        assert found.baseline.value is None

    def test_a_year_to_come_has_no_path_and_no_half_baseline(self, build: Build) -> None:
        found = progress(Target("booked_hours", None, 2027, 500), build)
        assert (found.status, found.path, found.baseline.value, found.days) == ("coming", None, None, 0)

    def test_a_leap_year_has_a_day_more(self, home: Path) -> None:
        rows = [hours("2027-01-01", 10), hours("2028-02-29", 16)]
        leap = publish(home, {"booking_hour": rows}, as_of="2028-02-29")
        found = progress(Target("booked_hours", None, 2028, 71), leap)
        assert (found.days, found.days_in_year) == (60, 366)
        assert found.before_through == dt.date(2027, 2, 28)
        # 10 + (71 − 10) × 60 ÷ 366
        assert found.path == pytest.approx(20)
        assert found.status == "behind"

    def test_rates_move_in_points_and_are_not_over_before_the_year_is(self, home: Path) -> None:
        rows = [
            open_hour("2025-01-01", 30),  # half of an hour
            open_hour("2026-01-01", 36),  # 60 %
        ]
        june = publish(home, {"space_hour": rows}, as_of="2026-03-14")
        found = progress(Target("booking_rate", None, 2026, 55), june)
        # 50 + (55 − 50) × 73 ÷ 365
        assert found.now.value == 60
        assert found.path == pytest.approx(51)
        assert found.distance == pytest.approx(9)
        assert found.status == "on_track"

    def test_less_is_better_where_the_metric_says_so(self, home: Path) -> None:
        def outcomes(year: int, cancelled: int) -> list[dict[str, object]]:
            return [
                {"date": f"{year}-01-02", "state": state, "is_use": state == "confirmed", "booking_id": n}
                for n, state in enumerate(["cancelled"] * cancelled + ["confirmed"] * (10 - cancelled))
            ]

        rows = {"booking": outcomes(2025, 4) + outcomes(2026, 3)}
        build = publish(home, rows, as_of="2026-03-14")
        found = progress(Target("cancellation_rate", None, 2026, 20), build)
        # 40 + (20 − 40) × 73 ÷ 365
        assert (found.direction, found.now.value) == ("less", 30)
        assert found.path == pytest.approx(36)
        assert found.status == "on_track"
        strict = progress(Target("cancellation_rate", None, 2026, 0), build)
        assert strict.path == pytest.approx(32)
        assert strict.status == "on_track"
        over = publish(home, rows, as_of="2026-12-31", build_id="over")
        assert progress(Target("cancellation_rate", None, 2026, 20), over).status == "missed"

    def test_a_sum_that_shall_be_small_is_missed_for_good_once_it_is_larger(self, home: Path) -> None:
        rows = [open_hour(f"2026-01-0{day}", 0) for day in range(1, 4)]
        build = publish(home, {"space_hour": rows}, as_of="2026-03-14")
        assert progress(Target("idle_hours", None, 2026, 2), build).status == "missed"
        assert progress(Target("idle_hours", None, 2026, 15), build).status == "on_track"

    def test_a_division_is_held_against_its_own(self, home: Path) -> None:
        rows = [
            hours("2025-01-01", 10, department="KUVA"),
            hours("2026-01-01", 20, department="KUVA"),
            hours("2026-01-01", 500, department="KASKO"),
        ]
        build = publish(home, {"booking_hour": rows}, as_of="2026-03-14")
        found = progress(Target("booked_hours", "KUVA", 2026, 60), build)
        assert found.now.value == 20
        assert found.path == pytest.approx(20)

    def test_a_division_without_any_data_is_untold_and_no_error(self, build: Build) -> None:
        target = Target("booked_hours", "KASKO", 2026, 60)
        found = progress(target, build)
        assert (found.status, found.now.value, found.baseline.value) == ("untold", None, None)
        assert course(target, build)["value"].isna().all()

    def test_protected_people_are_not_told_and_people_have_no_path_from_nought(self, home: Path) -> None:
        def people(count: int) -> list[dict[str, object]]:
            return [
                {"date": "2026-01-05", "is_completed": True, "volunteer": n, "person_hours": 1}
                for n in range(count)
            ]

        target = Target("active_volunteers", None, 2026, 10)
        for count, status in ((3, "untold"), (7, "untold"), (10, "reached")):
            rows = {"volunteer_record": people(count)}
            build = publish(home, rows, as_of="2026-03-14", build_id=f"people{count}")
            found = progress(target, build)
            assert (found.status, found.path, found.now.suppressed) == (status, None, count == 3)


class TestCourse:
    def test_the_path_leads_to_the_target(self, build: Build) -> None:
        frame = course(Target("booked_hours", None, 2026, 415), build)
        assert list(frame["month"][[0, 11]]) == ["2026-01", "2026-12"]
        assert frame["path"].iloc[11] == 415
        # January: 100 + 50 × 31 ÷ 365
        assert frame["path"].iloc[0] == pytest.approx(100 + 50 * 31 / 365)
        assert list(frame["value"].dropna()) == [0, 0, 110]
        assert list(frame["partial"]) == [False, False, True, *[False] * 9]

    def test_rates_and_people_are_those_since_january(self, home: Path) -> None:
        rows = {
            "space_hour": [open_hour("2026-01-01", 60), open_hour("2026-02-01", 0)],
            "volunteer_record": [
                {"date": f"2026-{month}-05", "is_completed": True, "volunteer": n, "person_hours": 1}
                for month, volunteers in (("01", range(6)), ("02", range(3, 8)))
                for n in volunteers
            ],
        }
        build = publish(home, rows, as_of="2026-02-28")
        rate = course(Target("booking_rate", None, 2026, 60), build)
        assert list(rate["value"].dropna()) == [100, 50]
        people = course(Target("active_volunteers", None, 2026, 60), build)
        assert list(people["value"].dropna()) == [6, 8]  # three came in both months

    def test_a_suppressed_month_is_never_counted_as_zero(self, home: Path) -> None:
        def contacts(*counts: tuple[str, int]) -> list[dict[str, object]]:
            return [{"date": f"{month}-05", "contacts": count} for month, count in counts]

        rows = contacts(("2025-01", 50), ("2025-02", 3), ("2025-03", 60))
        rows += contacts(("2026-01", 10), ("2026-02", 3), ("2026-03", 20))
        build = publish(home, {"participation": rows}, as_of="2026-03-31")
        target = Target("participation_contacts", None, 2026, 200)
        frame = course(target, build)
        # January is shown; from February on the sum contains a month that is not.
        assert list(frame["value"].dropna()) == [10]
        assert list(frame["suppressed"]) == [False, True, True, *[False] * 9]
        # The same month of the year before: no path from it, and none from zero instead.
        assert list(frame["path"].dropna()) == pytest.approx([50 + (200 - 113) * 31 / 365, 200])

    def test_a_suppressed_year_before_gives_no_path_from_zero(self, home: Path) -> None:
        rows = [{"date": "2025-01-05", "contacts": 3}, {"date": "2025-06-05", "contacts": 60}]
        rows += [{"date": "2026-01-05", "contacts": 30}]
        build = publish(home, {"participation": rows}, as_of="2026-03-14")
        found = progress(Target("participation_contacts", None, 2026, 200), build)
        assert found.before.suppressed
        assert (found.path, found.distance, found.status) == (None, None, "untold")

    def test_large_sums_are_written_out_in_every_language(self, build: Build) -> None:
        frame = course(Target("booked_hours", None, 2026, 60_000), build)
        drawn = lines.goal_path(frame, 60_000, Style("fi", dark=False, unit="h", additive=True))
        assert drawn.layout.yaxis.exponentformat == "none"
        said = [note.text for note in drawn.layout.annotations]
        assert said == ["tavoite 60\u00a0000\u00a0h", "nyt 110\u00a0h"]


class TestTable:
    def test_the_file_has_every_part_of_the_sum(self, home: Path, build: Build) -> None:
        write(home, "targets.csv", "metric,department,year,value\nbooked_hours,,2026,415\n")
        filters = Filters.of("2026-01", "2026-12")
        (row,) = export.rows(Export(GOALS, build.id, "fi", filters), build).read_all().to_pylist()
        whole = (
            row["year_before_to_date"]
            + (row["target"] - row["year_before"]) * row["elapsed_days"] / row["days_in_year"]
        )
        assert row["path"] == pytest.approx(whole) == pytest.approx(110)
        assert (row["department"], row["status"], row["through_date"]) == ("city", "on_track", "2026-03-14")
        wanted = Export(GOALS, build.id, "fi", filters, metric="booked_hours")
        assert export.count(wanted, build) == 12
        for language in LANGUAGES:
            described = file_description.description_lines(Export(GOALS, build.id, language, filters))
            assert [name for name, _ in described] == list(goals_table.COLUMNS)
        with pytest.raises(QueryError):
            export.count(Export(GOALS, build.id, "fi", filters, metric="idle_hours"), build)
        with pytest.raises(QueryError):
            export.check(Export(GOALS, build.id, "fi", Filters.of("2025-12", "2026-01")))

    def test_who_may_see_a_division_sees_no_other_and_no_city(self, home: Path) -> None:
        seen = goals_table.of_year(2026, scope=Scope(("KUVA",)), home=home)
        assert {target.department for target in seen} == {"KUVA"}
        asked = goals_table.of_year(2026, ("KASKO",), Scope(("KUVA",)), home=home)
        assert asked == ()


class TestFiles:
    def test_what_is_shipped_is_valid_and_answers_the_decision(self, home: Path) -> None:
        assert problems((targets, measures), home) == ()
        assert is_shipped("targets.csv", home)
        in_force = set(departments()) - {"SOTE"}
        for metric in ("shared_use_share", "partner_organisations"):
            assert {t.department for t in targets(home) if t.metric == metric} == {None, *in_force}
        responsible = {measure.responsible_unit for measure in measures(home)}
        assert responsible == set(responsible_units())

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (MEASURE_HEAD + MEASURE.replace("A1", ""), "row 2, column id"),
            (MEASURE_HEAD + MEASURE.replace("ett", ""), "row 2, column title_sv"),
            (MEASURE_HEAD + MEASURE.replace("KUVA", "NOBODY"), "row 2, column responsible_unit: “NOBODY”"),
            (MEASURE_HEAD + MEASURE.replace("booking_rate", "rate"), "row 2, column metric: “rate”"),
            (MEASURE_HEAD + MEASURE.replace("under_way", "begun"), "planned, under_way, done, cancelled"),
            (MEASURE_HEAD + MEASURE.replace("2026-06-30", "30.6.2026"), "row 2, column due: “30.6.2026”"),
            (MEASURE_HEAD + MEASURE.replace("2026-06-30", "2025-06-30"), "later time than in column start"),
            (MEASURE_HEAD + MEASURE + "\n" + MEASURE, "row 4, column id: “A1”"),
            (MEASURE_HEAD + "A1,yksi\n", "as many columns"),
            (MEASURE_HEAD.replace("due,", "") + MEASURE, "row 1"),
            ("", "row 1"),
        ],
    )
    def test_a_measure_that_cannot_be_is_told_with_its_place(self, home: Path, text: str, told: str) -> None:
        write(home, "measures.csv", text)
        (stored,) = problems((targets, measures), home)
        assert told in render(stored, "en")
        assert "reference/measures.csv" in render(stored, "en")
        for language in LANGUAGES:
            assert "{" not in render(stored, language)
            assert "expected_" not in render(stored, language)

    @pytest.mark.parametrize(
        ("row", "told"),
        [
            ("booking_rate,,2026,nan", "0 to 100"),
            ("booking_rate,,2026,140", "0 to 100"),
            ("booking_rate,,2026,40 %", "without a percent sign"),
            ("booked_hours,,2026,-1", "0 or more"),
            ("booked_hours,,2026,inf", "0 or more"),
            ("booking_rate,,2026,40,5", "as many columns"),
            ("booking_rate,,²⁰²⁶,40", "a year"),
        ],
    )
    def test_a_target_that_cannot_be_says_what_is_expected(self, home: Path, row: str, told: str) -> None:
        write(home, "targets.csv", f"metric,department,year,value\n{row}\n")
        with pytest.raises(WrongReference) as caught:
            targets(home)
        assert told in render(caught.value.stored, "en")

    def test_a_finnish_spreadsheet_is_read(self, home: Path) -> None:
        write(
            home, "targets.csv", "\ufeffmetric;department;year;value\r\n\r\nbooking_rate;KUVA;2026;40,5\r\n"
        )
        assert targets(home) == (Target("booking_rate", "KUVA", 2026, 40.5),)
        assert not is_shipped("targets.csv", home)

    def test_what_is_not_utf8_is_told_with_its_row(self, home: Path) -> None:
        write(home, "targets.csv", "")
        text = "metric,department,year,value\nbooking_rate,Töölö,2026,40\n"
        (home / "reference" / "targets.csv").write_bytes(text.encode("latin-1"))
        (stored,) = problems((targets, measures), home)
        assert "row 2" in render(stored, "en")
        assert "CSV UTF-8" in render(stored, "fi")

    def test_a_load_is_refused_and_what_was_in_force_stays(self, tmp_path: Path) -> None:
        home, exports = tmp_path / "home", tmp_path / "exports"
        statistics_csv(exports / "a.csv", [{"id": 1}])
        write(home, "targets.csv", "metric,department,year,value\nnothing,,2026,1\n")
        write(home, "measures.csv", MEASURE_HEAD + MEASURE.replace("KUVA", "X"))
        done = command("etl", "load", "--exports", exports, "--home", home, "--json")
        assert done.returncode == 2
        assert '"published": false' in done.stdout
        assert "reference/targets.csv, row 2, column metric: “nothing”" in done.stderr
        assert "reference/measures.csv, row 2" in done.stderr
        assert not (home / "warehouse" / "CURRENT.json").exists()
        (home / "reference" / "targets.csv").unlink()
        (home / "reference" / "measures.csv").unlink()
        assert command("etl", "load", "--exports", exports, "--home", home).returncode == 0


class TestMeasures:
    def test_late_is_past_due_and_not_done(self, home: Path) -> None:
        states = ("under_way", "done", "cancelled", "planned")
        rows = [MEASURE.replace("A1", state).replace("under_way", state) for state in states]
        write(home, "measures.csv", MEASURE_HEAD + "".join(rows).replace("under_way,yksi", "begun,yksi"))
        day = dt.date(2026, 7, 2)
        assert [measure.days_late(day) for measure in measures(home)] == [2, 0, 0, 2]
        assert [measure.days_late(dt.date(2026, 6, 30)) for measure in measures(home)] == [0, 0, 0, 0]
        assert [measure.starts_late(day) for measure in measures(home)] == [False, False, False, True]

    def test_an_owner_has_a_name_in_each_language(self) -> None:
        assert owner_name("tilahallinto", "sv") == "Lokalförvaltningen"
        assert owner_name("nobody", "sv") == "nobody"


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_targets_and_measures_are_said(self, home: Path, build: Build, language: str) -> None:
        text = "metric,department,year,value\nbooked_hours,,2026,415\nbooked_hours,KUVA,2026,1\n"
        write(home, "targets.csv", text + "booked_hours,,2027,1\n")
        write(home, "measures.csv", MEASURE_HEAD + MEASURE.replace("2026-06-30", "2026-03-13"))
        app = visit("goals", lang=language)
        assert not app.exception
        assert texts.say("goals.count_on_track", language, count=1) in text_of(app)
        tables = "".join(element.proto.body for element in app.get("html"))
        assert "100 + (415 − 365) × 73 ÷ 365" in tables
        assert texts.say("goals.late_day", language, days=1) in tables
        assert "entry=booked_hours" in tables
        assert len(app.get("plotly_chart")) == 1

    def test_the_address_chooses_year_division_and_target(self, home: Path, build: Build) -> None:
        text = (
            "metric,department,year,value\nbooked_hours,,2026,415\nbookings,,2026,5\nbooked_hours,,2027,1\n"
        )
        write(home, "targets.csv", text)
        app = visit("goals", goal="bookings")
        assert app.selectbox(key="choose_goal").value == "bookings"
        coming = visit("goals", year="2027")
        assert texts.say("goals.answer_coming", "fi", year=2027, count=1) in text_of(coming)

    def test_a_division_without_targets_is_told_what_to_do(self, home: Path) -> None:
        publish(home, {"booking_hour": [use("2026-03-01", department="KUVA")]}, as_of="2026-03-14")
        write(home, "targets.csv", "metric,department,year,value\nbooked_hours,,2026,415\n")
        app = visit("goals", department="KUVA")
        assert not app.exception
        assert texts.say("goals.empty", "fi", year=2026) in [element.value for element in app.info]

    @pytest.mark.parametrize("name", ["targets.csv", "measures.csv"])
    def test_a_broken_file_is_told_and_no_page_falls(self, home: Path, build: Build, name: str) -> None:
        write(home, name, "nonsense\n1\n")
        for page in ("goals", "overview", "department_month"):
            app = visit(page, compare="target")
            assert not app.exception
            assert any(f"reference/{name}" in warning.value for warning in app.warning)

    def test_without_any_target_the_page_says_so(self, home: Path, build: Build) -> None:
        write(home, "targets.csv", "metric,department,year,value\n")
        app = visit("goals")
        assert not app.exception
        assert texts.say("goals.answer_none", "fi") in text_of(app)
