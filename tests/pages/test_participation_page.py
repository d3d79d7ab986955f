"""Participation: what its first screen shows, and which districts it says are not reached."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.analyses.participation import reach
from data.filters import Filters
from data.scope import EVERYTHING
from data.text.texts import say
from tests.support.pages import charts, headings, tables_of, text_of, visit
from tests.support.tiny_warehouse import publish


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


@pytest.mark.usefixtures("sample_city")
class TestParticipation:
    def test_the_first_screen_has_channels_months_home_and_place_and_reach(self) -> None:
        app = visit("participation", lang="en")
        assert headings(app)[:4] == [
            f"Participations {say('dimensions.by_channel', 'en')}",
            "Participations by month",
            say("participation.home_and_place", "en"),
            say("participation.reach", "en"),
        ]

    def test_rounds_of_omastadi_do_not_depend_on_the_period(self) -> None:
        def rounds(app: AppTest) -> list[str]:
            alts = [chart.alt for chart in charts(app)]
            return [alt for alt in alts if alt.startswith("OmaStadi turnout")]

        short = visit("participation", lang="en", from_="2026-09", to="2026-10")
        assert rounds(short) == rounds(visit("participation", lang="en"))
        assert say("participation.omastadi_text", "en") in text_of(short)

    def test_an_address_with_a_tab_of_before_opens_the_page(self) -> None:
        app = visit("participation", tab="omastadi")
        assert not app.exception
        assert not app.info


class TestReach:
    def test_districts_without_participation_and_the_unplaced_share_are_named(self, home: Path) -> None:
        contacts = [
            {"date": "2026-10-01", "district": "301", "major_district": "3", "contacts": 30},
            {"date": "2026-10-02", "contacts": 10},
        ]
        residents = [
            {"month": "2026-10-01", "district": d, "major_district": d[0], "residents": 12_000}
            for d in ("101", "301")
        ]
        build = publish(home, {"participation": contacts, "resident_month": residents})
        app = visit("participation", lang="en", from_="2026-10", to="2026-10")
        assert not app.exception
        said = text_of(app)
        assert len(reach(Filters.of("2026-10", "2026-10"), scope=EVERYTHING, build=build).without) == 33
        assert "Areas without any participation: 33" in said
        assert say("participation.unplaced", "en", share="25.0%") in said
        # The district without any is listed before the one with thirty.
        least = next(body for body in tables_of(app).split("<table>") if "Least participation" in body)
        assert least.index("101") < least.index("301")

    def test_a_city_without_participation_says_so(self, home: Path) -> None:
        publish(home, {"participation": []})
        app = visit("participation", lang="en")
        assert not app.exception
        assert say("participation.home_none", "en") in text_of(app)
        assert not charts(app)
