"""Unknown is not zero: pages without volunteer keys, opening hours and booker types give the reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import LANGUAGES
from data.text import numbers
from data.text.texts import say
from tests.support.pages import card_values, charts, htmls, text_of, visit
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
        ],
    )
    def test_a_card_without_its_input_shows_no_number_and_the_reason(
        self, page: str, unknown: dict[int, str], language: str
    ) -> None:
        app = visit(page, lang=language)
        assert not app.exception
        assert {card_values(app)[place] for place in unknown} == {numbers.NONE}
        for key in unknown.values():
            assert count(app, key, language)

    def test_shared_use_gives_the_reason_instead_of_each_figure(self) -> None:
        app = visit("shared_use", lang="en")
        assert not app.exception
        # The answer, three cards, the matrix, two courses and the share by part of the week.
        assert count(app, NO_BOOKER_TYPES, "en") == 8
        # Two cards, the finder and the share by part of the week.
        assert count(app, NO_BOOKABLE_TIME, "en") == 4
        assert not re.search(r"\b100\s?%|No space with idle time", text_of(app))

    def test_spaces_show_booked_hours_and_say_why(self) -> None:
        app = visit("spaces", lang="en")
        assert not app.exception
        assert say("spaces.without_hours", "en") in text_of(app)
        assert charts(app)
        assert not re.search(r"\b100\s?%|There are no figures", text_of(app))

    def test_a_department_s_card_gives_the_reason(self) -> None:
        app = visit("department_month", department="KUVA", month="2026-10", lang="en")
        figures = next(text for text in htmls(app) if text.count(numbers.NONE) > 1)
        for reason in (NO_BOOKABLE_TIME, NO_BOOKER_TYPES, NO_VOLUNTEERS):
            assert figures.count(say(reason, "en")) == 1


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
    assert charts(explored)
    of_august = visit("shared_use", **{"from": "2026-08", "to": "2026-08", "lang": "en"})
    assert card_values(of_august)[0] == numbers.NONE
    assert reason in text_of(of_august)
    of_october = visit("shared_use", **{"from": "2026-10", "to": "2026-10", "lang": "en"})
    assert card_values(of_october)[0] == "100.0%"
    assert reason not in "\n".join(str(caption.value) for caption in of_october.caption)
