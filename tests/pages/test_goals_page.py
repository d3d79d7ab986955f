"""The goals page: targets and measures in every language, and files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.analyses.goals import course
from data.reference_tables.targets import Target
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import texts
from data.warehouse import Build
from pages.charts import lines
from pages.charts.theme import Style
from tests.support.goal_rows import MEASURE, MEASURE_HEAD, publish_hours, write
from tests.support.pages import charts, text_of, visit
from tests.support.tiny_warehouse import publish, use


@pytest.fixture
def build(home: Path) -> Build:
    return publish_hours(home)


def rows(app: AppTest, part: str) -> list[str]:
    """The HTML of each target (``bullets``) or measure (``timeline``)."""
    bodies = [e.proto.body for e in app.get("html") if f'<div class="{part}">' in e.proto.body]
    return bodies[0].split("<li>")[1:] if bodies else []


def test_large_sums_are_written_without_exponents(build: Build) -> None:
    frame = course(Target("booked_hours", None, 2026, 60_000), build, scope=EVERYTHING)
    drawn = lines.goal_path(frame, 60_000, Style("fi", dark=False, unit="h", additive=True))
    assert drawn.layout.yaxis.exponentformat == "none"
    notes = [note.text for note in drawn.layout.annotations]
    assert notes == ["tavoite 60\u00a0000\u00a0h", "nyt 110\u00a0h"]


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_targets_and_measures_are_shown(self, home: Path, build: Build, language: str) -> None:
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
        assert len(charts(app)) == 1

    def test_a_target_behind_its_path_is_marked_in_words_and_signs(self, home: Path, build: Build) -> None:
        text = "metric,department,year,value\nbooked_hours,,2026,415\nbooked_hours,KUVA,2026,900\n"
        write(home, "targets.csv", text)
        city, department = rows(visit("goals"), "bullets")
        assert texts.say("goals.status_on_track", "fi") in city
        assert 'class="lagging"' not in city
        assert "hatched" not in city
        assert texts.say("goals.status_behind", "fi") in department
        assert 'class="lagging"' in department
        assert 'class="amount hatched"' in department
        # The figure is words too; the marks are not read out.
        assert '<span class="amount">110\u00a0h</span>' in city
        assert 'class="bar-track" aria-hidden="true"' in city

    def test_the_switch_leaves_what_is_behind_or_late(self, home: Path, build: Build) -> None:
        text = "metric,department,year,value\nbooked_hours,,2026,415\nbooked_hours,KUVA,2026,900\n"
        write(home, "targets.csv", text)
        late = MEASURE.replace("A1", "A2").replace("2026-06-30", "2026-03-13")
        write(home, "measures.csv", MEASURE_HEAD + MEASURE + late)
        app = visit("goals")
        assert [len(rows(app, part)) for part in ("bullets", "timeline")] == [2, 2]
        assert "A2" in rows(app, "timeline")[0]  # the late one first
        app.segmented_control(key="choose_show").set_value("behind").run()
        assert app.query_params["show"] == "behind"
        assert [len(rows(app, part)) for part in ("bullets", "timeline")] == [1, 1]
        assert 'class="overdue"' in rows(app, "timeline")[0]
        assert len(rows(visit("goals", show="unknown"), "bullets")) == 2

    def test_a_year_without_anything_behind_has_a_message(self, home: Path, build: Build) -> None:
        write(home, "targets.csv", "metric,department,year,value\nbooked_hours,,2026,415\n")
        app = visit("goals", show="behind")
        assert not rows(app, "bullets")
        assert texts.say("goals.none_behind", "fi") in text_of(app)

    def test_the_address_chooses_year_department_and_target(self, home: Path, build: Build) -> None:
        text = (
            "metric,department,year,value\nbooked_hours,,2026,415\nbookings,,2026,5\nbooked_hours,,2027,1\n"
        )
        write(home, "targets.csv", text)
        app = visit("goals", goal="bookings")
        assert app.selectbox(key="choose_goal").value == "bookings"
        coming = visit("goals", year="2027")
        assert texts.say("goals.answer_coming", "fi", year=2027, count=1) in text_of(coming)

    def test_a_department_without_targets_has_instructions(self, home: Path) -> None:
        publish(home, {"booking_hour": [use("2026-03-01", department="KUVA")]}, as_of="2026-03-14")
        write(home, "targets.csv", "metric,department,year,value\nbooked_hours,,2026,415\n")
        app = visit("goals", department="KUVA")
        assert not app.exception
        assert texts.say("goals.empty", "fi", year=2026) in [element.value for element in app.info]

    @pytest.mark.parametrize("name", ["targets.csv", "measures.csv"])
    def test_an_invalid_file_is_reported_and_no_page_fails(self, home: Path, build: Build, name: str) -> None:
        write(home, name, "nonsense\n1\n")
        for page in ("goals", "overview", "department_month"):
            app = visit(page, compare="target")
            assert not app.exception
            assert any(f"reference/{name}" in warning.value for warning in app.warning)

    def test_a_page_without_any_target_has_a_notice(self, home: Path, build: Build) -> None:
        write(home, "targets.csv", "metric,department,year,value\n")
        app = visit("goals")
        assert not app.exception
        assert texts.say("goals.answer_none", "fi") in text_of(app)
