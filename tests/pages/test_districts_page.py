"""The districts page: its answer, its charts and its table are about the same districts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.reference_tables import areas
from pages.state import chart_click, url_state
from tests.support.boundaries import write_boundaries
from tests.support.pages import charts, text_of, visit
from tests.support.tiny_warehouse import open_hour, publish, use

HOURS = {("1", "101"): 5, ("3", "301"): 2, ("3", "302"): 3, ("3", "303"): 1}


@pytest.fixture
def city(home: Path) -> None:
    """The largest district of the city is not in major district 3."""
    rows = [
        use("2026-10-05", 60 * hours, major_district=major, district=district)
        for (major, district), hours in HOURS.items()
    ]
    # A real build knows every district.
    spaces = [{"space": code, "district": code} for code in areas.area_parents("district")]
    hours = [open_hour("2026-10-05", 30, district="101")]
    publish(home, {"booking_hour": rows, "space_hour": hours, "space": spaces})


def largest_of_charts(app: AppTest) -> list[str]:
    """Return the largest district that the map and the ranking name."""
    found = [re.search(r"Largest: (\S+) en ", chart.alt) for chart in charts(app)[:2]]
    return [match[1] for match in found if match]


def chart(app: AppTest, key: str) -> str:
    """Return what a chart draws, as JSON."""
    (figure,) = [chart.figure for chart in charts(app) if chart.key == key]
    return json.dumps(json.loads(figure), ensure_ascii=False)


@pytest.mark.usefixtures("city")
class TestMajorDistrict:
    @pytest.mark.parametrize(
        ("chosen", "largest"),
        [({}, "101"), ({"major_district": "3"}, "302"), ({"major_district": "3", "district": "301"}, "302")],
    )
    def test_answer_map_and_ranking_name_the_same_largest_district(
        self, chosen: dict[str, str], largest: str
    ) -> None:
        app = visit("districts", lang="en", **chosen)
        assert not app.exception
        assert f"{largest} en" in app.markdown[0].value
        assert largest_of_charts(app) == [largest, largest]

    def test_tiles_outside_the_major_district_say_so(self) -> None:
        app = visit("districts", lang="en", major_district="3")
        assert "101 en: outside the filters" in chart(app, "districts_map")
        assert "304 en: no data" in chart(app, "districts_map")
        assert "101 en" not in chart(app, "districts_ranking")


def profile_of(app: AppTest) -> tuple[str, str]:
    """Return the district that the profile describes, and its rank."""
    (place,) = [m.value for m in app.markdown if "Similar in size" in m.value or "No rank" in m.value]
    return str(app.selectbox(key="choose_profile").value), place.partition(".")[0]


@pytest.mark.usefixtures("city")
class TestProfile:
    def test_the_largest_district_is_described_first(self) -> None:
        assert profile_of(visit("districts", lang="en")) == ("101", "Rank 1 of 4")

    def test_a_district_of_the_filters_is_described_first(self) -> None:
        assert profile_of(visit("districts", lang="en", district="302")) == ("302", "Rank 2 of 4")

    def test_the_address_chooses_the_district_and_filters_nothing(self) -> None:
        app = visit("districts", lang="en", profile="301")
        assert profile_of(app) == ("301", "Rank 3 of 4")
        assert largest_of_charts(app) == ["101", "101"]
        assert "<b>301 en</b>" in chart(app, "districts_ranking")

    @pytest.mark.parametrize(("member", "written"), [("301", {"profile_": ("301",)}), ("", {})])
    def test_a_click_writes_the_district_into_the_address(
        self, member: str, written: dict[str, object], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address: dict[str, object] = {}
        monkeypatch.setattr(url_state, "put", address.update)
        monkeypatch.setattr(chart_click.st, "session_state", {"map": {"clicked": [member]}})
        chart_click.on_click("map", ("district",), chart_click.Choice("profile", "101"))()
        assert address == written

    def test_a_choice_stays_when_the_metric_changes_even_if_it_was_the_default(self) -> None:
        app = visit("districts", lang="en")
        app.selectbox(key="choose_profile").select("302").run()
        app.selectbox(key="choose_profile").select("101").run()
        assert app.query_params["profile"] == "101"

    def test_a_district_without_a_figure_has_no_rank(self) -> None:
        assert profile_of(visit("districts", lang="en", profile="801")) == ("801", "No rank")

    @pytest.mark.parametrize("tab", ["map", "ranking", "courses", "profile", "nonsense"])
    def test_a_link_to_a_former_tab_opens_the_page(self, tab: str) -> None:
        app = visit("districts", lang="en", tab=tab)
        assert not app.exception
        assert largest_of_charts(app) == ["101", "101"]


@pytest.mark.usefixtures("city")
def test_without_figures_the_page_says_why_and_ranks_nothing() -> None:
    app = visit("districts", lang="en", metric="volunteer_hours")
    assert not app.exception
    assert not {"districts_map", "districts_ranking"} & {chart.key for chart in charts(app)}
    assert "no figures" in text_of(app)


@pytest.mark.usefixtures("city")
class TestForms:
    @pytest.fixture
    def with_boundaries(self, home: Path, city: None) -> None:
        write_boundaries(home)

    def test_without_boundaries_there_are_tiles_alone(self) -> None:
        app = visit("districts", lang="en", map="areas")
        assert not app.exception
        assert not [group for group in app.get("button_group") if "tiles" in str(group.proto)]
        assert "outside" not in chart(app, "districts_map")
        assert "304 en: no data" in chart(app, "districts_map")

    @pytest.mark.usefixtures("with_boundaries")
    @pytest.mark.parametrize("page", ["overview", "districts"])
    def test_areas_replace_the_tiles(self, page: str) -> None:
        app = visit(page, lang="en", map="areas", metric="booking_rate")
        assert not app.exception
        drawn = chart(app, f"{page}_map")
        assert "toself" in drawn
        assert "304" not in drawn

    @pytest.mark.usefixtures("with_boundaries")
    def test_a_metric_without_service_points_shows_tiles(self) -> None:
        app = visit("districts", lang="en", map="points", metric="participation_contacts")
        assert not app.exception
        assert "map" not in app.query_params
        assert not app.info
