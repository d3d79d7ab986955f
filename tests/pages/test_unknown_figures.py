"""Unknown is not zero: pages without volunteer keys, opening hours and booker types give the reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import LANGUAGES
from data.text import numbers
from data.text.texts import say
from tests.support.pages import text_of, visit
from tests.support.tiny_warehouse import publish, use

NO_VOLUNTEERS = "missing_inputs.volunteer_record_volunteer"
NO_BOOKABLE_TIME = "missing_inputs.space_hour_bookable_minutes"
NO_BOOKER_TYPES = "missing_inputs.booking_hour_booker_type"


@pytest.fixture
def without_inputs(home: Path) -> None:
    shift = {"is_completed": True, "volunteer": None, "person_hours": 2, "department": "KUVA"}
    publish(
        home,
        {
            "volunteer_record": [{**shift, "date": f"2026-10-0{day}"} for day in range(1, 8)],
            "booking_hour": [use("2026-10-01", department="KUVA"), use("2026-10-02", department="KUVA")],
        },
    )


def count(app: AppTest, key: str, language: str) -> int:
    return text_of(app).count(say(key, language))


@pytest.mark.usefixtures("without_inputs")
class TestWithoutInputs:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        ("page", "unknown"),
        [
            ("overview", {0: NO_BOOKABLE_TIME, 1: NO_BOOKER_TYPES, 2: NO_BOOKABLE_TIME, 5: NO_VOLUNTEERS}),
            (
                "shared_use",
                {0: NO_BOOKER_TYPES, 1: NO_BOOKABLE_TIME, 3: NO_BOOKER_TYPES, 5: NO_BOOKABLE_TIME},
            ),
            ("volunteering", {1: NO_VOLUNTEERS, 2: NO_VOLUNTEERS}),
            ("spaces", {0: NO_BOOKABLE_TIME, 1: NO_BOOKABLE_TIME, 2: NO_BOOKABLE_TIME}),
        ],
    )
    def test_a_card_without_its_input_shows_no_number_and_the_reason(
        self, page: str, unknown: dict[int, str], language: str
    ) -> None:
        app = visit(page, lang=language)
        assert not app.exception
        assert {app.metric[place].value for place in unknown} == {numbers.NONE}
        for key in unknown.values():
            assert count(app, key, language)

    @pytest.mark.parametrize(
        ("page", "tab", "key", "times"),
        [
            # The answer, four cards and the tab itself.
            ("shared_use", "matrix", NO_BOOKER_TYPES, 5),
            ("shared_use", "week", NO_BOOKER_TYPES, 5),
            ("shared_use", "finder", NO_BOOKABLE_TIME, 3),
            ("spaces", "where", NO_BOOKABLE_TIME, 7),
            ("spaces", "rooms", NO_BOOKABLE_TIME, 6),
        ],
    )
    def test_a_tab_without_its_input_gives_the_reason_instead_of_a_figure(
        self, page: str, tab: str, key: str, times: int
    ) -> None:
        app = visit(page, lang="en", tab=tab)
        assert not app.exception
        assert count(app, key, "en") == times
        assert not app.get("plotly_chart")
        assert not re.search(r"\b100\s?%|There are no figures|No space with idle time", text_of(app))

    def test_a_department_s_card_gives_the_reason(self) -> None:
        app = visit("department_month", department="KUVA", month="2026-10", lang="en")
        cards = "\n".join(str(caption.value) for caption in app.caption)
        assert cards.count(say(NO_BOOKABLE_TIME, "en")) == 1
        assert cards.count(say(NO_BOOKER_TYPES, "en")) == 1
        assert cards.count(say(NO_VOLUNTEERS, "en")) == 1
        assert cards.count(say("department_month.no_target", "en")) == 7  # of eight cards, one has a target


def test_a_page_tells_how_many_months_of_a_series_are_unknown(home: Path) -> None:
    bookings = [
        use("2026-08-03", department="KUVA"),
        use("2026-09-01", department="KUVA", booker_type="city"),
        use("2026-10-01", department="KUVA", booker_type="resident"),
    ]
    publish(home, {"booking_hour": bookings})
    page = {"metric": "shared_use_share", "by": "month", "from": "2026-08", "lang": "en"}
    explored = visit("explore", **page, to="2026-10")
    assert not explored.exception
    reason = say(NO_BOOKER_TYPES, "en")
    assert say("missing_inputs.in_months", "en", count=1, reason=reason) in text_of(explored)
    assert explored.get("plotly_chart")
    of_august = visit("shared_use", **{"from": "2026-08", "to": "2026-08", "lang": "en"})
    assert of_august.metric[0].value == numbers.NONE
    assert reason in text_of(of_august)
    of_october = visit("shared_use", **{"from": "2026-10", "to": "2026-10", "lang": "en"})
    assert of_october.metric[0].value == "100.0%"
    assert reason not in "\n".join(str(caption.value) for caption in of_october.caption)
