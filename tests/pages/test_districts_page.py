"""The districts page: its answer, its charts and its table are about the same districts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.pages import visit
from tests.support.tiny_warehouse import publish, use

HOURS = {("1", "101"): 5, ("3", "301"): 2, ("3", "302"): 3, ("3", "303"): 1}


@pytest.fixture
def city(home: Path) -> None:
    """The largest district of the city is not in major district 3."""
    rows = [
        use("2026-10-05", 60 * hours, major_district=major, district=district)
        for (major, district), hours in HOURS.items()
    ]
    publish(home, {"booking_hour": rows})


def largest_of_chart(app: AppTest) -> str:
    (chart,) = app.get("plotly_chart")
    match = re.search(r"Largest: (\S+) en ", chart.proto.alt)
    assert match is not None
    return match[1]


@pytest.mark.usefixtures("city")
class TestMajorDistrict:
    @pytest.mark.parametrize("tab", ["map", "ranking"])
    @pytest.mark.parametrize(
        ("chosen", "largest"),
        [({}, "101"), ({"major_district": "3"}, "302"), ({"major_district": "3", "district": "301"}, "302")],
    )
    def test_answer_and_chart_name_the_same_largest_district(
        self, tab: str, chosen: dict[str, str], largest: str
    ) -> None:
        app = visit("districts", lang="en", tab=tab, **chosen)
        assert not app.exception
        assert f"{largest} en" in app.markdown[0].value
        assert largest_of_chart(app) == largest

    def test_tiles_outside_the_major_district_are_labelled(self) -> None:
        (chart,) = visit("districts", lang="en", major_district="3").get("plotly_chart")
        assert "101 en: outside the filters" in chart.proto.spec
        assert "304: no data" in chart.proto.spec
