"""Volunteering: what its first screen shows, and what follows from card and filters."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.text.texts import say
from tests.support.pages import headings, tables_of, text_of, visit
from tests.support.tiny_warehouse import publish


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


@pytest.mark.usefixtures("sample_city")
class TestVolunteering:
    def test_the_first_screen_has_months_by_source_districts_and_partners(self) -> None:
        app = visit("volunteering", lang="en")
        assert headings(app)[:3] == [
            "Volunteer hours by district",
            "Volunteer hours by month and by source",
            f"Partner organisations {say('dimensions.by_department', 'en')}",
        ]

    def test_a_card_chooses_the_metric_of_map_and_months(self) -> None:
        app = visit("volunteering", lang="en")
        app.button(key="choose_metric_active_volunteers").click().run()
        assert app.query_params["metric"] == "active_volunteers"
        assert headings(app)[:2] == ["Active volunteers by district", "Active volunteers by month"]

    def test_an_address_with_a_tab_of_before_opens_the_page(self) -> None:
        app = visit("volunteering", tab="estimated")
        assert not app.exception
        assert not app.info

    def test_partners_of_one_department_are_shown_by_its_service_points(self) -> None:
        assert f"Partner organisations {say('dimensions.by_unit', 'en')}" in headings(
            visit("volunteering", lang="en", department="KUVA")
        )

    def test_changes_are_shown_only_if_periods_are_compared(self) -> None:
        column = f">{say('terms.change', 'en')}</th>"
        months = {"from_": "2026-09", "to": "2026-10"}
        assert column in tables_of(visit("volunteering", lang="en", **months))
        assert column not in tables_of(visit("volunteering", lang="en", compare="none", **months))

    def test_names_of_activities_are_marked_as_those_of_the_source(self) -> None:
        assert "(as in the source)</th>" in tables_of(visit("volunteering", lang="en"))

    def test_estimates_have_their_text(self) -> None:
        assert say("volunteering.estimated_text", "sv") in text_of(visit("volunteering", lang="sv"))


class TestWithoutVolunteerKeys:
    def test_cards_and_figures_of_people_say_why_there_is_no_number(self, home: Path) -> None:
        shift = {"is_completed": True, "volunteer": None, "person_hours": 2, "department": "KUVA"}
        publish(home, {"volunteer_record": [{**shift, "date": f"2026-10-0{day}"} for day in range(1, 8)]})
        app = visit("volunteering", lang="en", metric="active_volunteers")
        assert not app.exception
        reason = say("missing_inputs.volunteer_record_volunteer", "en")
        # Two cards; the map, the months, the returning share by month, and the two levels of the metric.
        assert text_of(app).count(reason) == 7


@pytest.mark.usefixtures("sample_city")
class TestFilters:
    def test_filters_that_leave_nothing_are_named(self) -> None:
        app = visit(
            "volunteering", lang="en", department="KYMP", from_="2025-09", to="2025-09", district="104"
        )
        assert not app.exception
        assert "There are no figures under these filters: September 2025" in text_of(app)
