"""The address of a page: it holds the reader's choices, and a wrong part of it changes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.text import numbers, texts
from data.warehouse import current
from tests.support.pages import cards, popover, visit


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


@pytest.mark.usefixtures("sample_city")
class TestAddress:
    def test_filters_of_the_address_apply_to_the_figures(self) -> None:
        app = visit("spaces", from_="2026-01", to="2026-03", district="301")
        expected = calculate(
            "booking_rate", (), Filters.of("2026-01", "2026-03", district=["301"]), scope=EVERYTHING
        )
        shown = numbers.quantity(expected["value"].iloc[0], "%", "fi")
        assert shown in cards(app)[0]
        assert shown in app.markdown[0].value
        whole_city = calculate("booking_rate", (), Filters.of("2026-01", "2026-03"), scope=EVERYTHING)
        assert shown != numbers.quantity(whole_city["value"].iloc[0], "%", "fi")

    def test_the_default_period_is_the_last_twelve_complete_months(self) -> None:
        app = visit("overview")
        assert "11/2025–10/2026" in app.markdown[0].value
        assert "from" not in app.query_params

    def test_filters_are_kept_on_the_next_page(self) -> None:
        app = visit("overview", district="301", from_="2026-01", lang="sv")
        app.query_params.clear()  # what Streamlit does when the reader chooses another page
        app.switch_page("volunteering.py").run()
        assert app.query_params["district"] == "301"
        assert app.title[0].value == texts.say("volunteering.question", "sv")
        assert app.button(key="chip_district_301").label == "Berghäll"

    def test_a_chip_removes_its_filter(self) -> None:
        app = visit("overview", district="301,503")
        app.button(key="chip_district_301").click().run()
        assert app.query_params["district"] == "503"
        app.button(key="reset").click().run()
        assert "district" not in app.query_params

    def test_a_chosen_member_is_in_the_address_as_a_code_and_named_on_its_button(self) -> None:
        app = popover(visit("spaces"), "filter_department")
        app.multiselect(key="choose_department").select("KUVA").run()
        assert app.query_params["department"] == "KUVA"
        app.session_state["filter_department"] = False
        app.run()
        labels = [element.proto.popover.label for element in app.get("popover")]
        assert "Toimiala: Kulttuurin ja vapaa-ajan toimiala" in labels

    def test_a_quick_period_is_in_the_address(self) -> None:
        app = popover(visit("overview"), "filter_period")
        app.button(key="quick_last_year").click().run()
        assert (app.query_params["from"], app.query_params["to"]) == ("2025-01", "2025-12")
        popover(app, "filter_period").button(key="quick_twelve_months").click().run()
        assert "from" not in app.query_params
        assert "to" not in app.query_params

    def test_a_period_that_ends_before_it_starts_is_corrected(self) -> None:
        app = popover(visit("spaces", from_="2026-05", to="2026-02"), "filter_period")
        assert not app.exception
        assert str(app.selectbox(key="choose_to").value) >= "2026-05"

    def test_a_filter_that_does_not_apply_is_named(self) -> None:
        captions = [caption.value for caption in visit("spaces", booker_type="association").caption]
        assert texts.say("figure.unfiltered", "fi", filters="varaaja") in captions

    def test_filters_without_any_rows_are_named(self) -> None:
        app = visit("volunteering", department="KYMP", from_="2025-09", to="2025-09", district="104")
        assert not app.exception
        empty = texts.say("figure.empty", "fi", filters="syyskuu 2025 · ")[:40]
        assert any(empty in element.value for element in app.markdown)

    def test_the_comparison_with_last_year_can_be_turned_off(self) -> None:
        earlier = texts.say("answer.than_year", "fi")
        assert any(earlier in card for card in cards(visit("overview", from_="2026-09", to="2026-10")))
        without = visit("overview", from_="2026-09", to="2026-10", compare="none")
        assert not any(earlier in card for card in cards(without))

    def test_the_address_chooses_the_metric_of_trend_and_map(self) -> None:
        app = visit("overview")
        app.button(key="choose_metric_volunteer_hours").click().run()
        assert app.query_params["metric"] == "volunteer_hours"
        headings = [header.value for header in app.header if header.value != texts.say("changes.title", "fi")]
        assert len(headings) == 2
        assert all("Vapaaehtoistunnit" in heading for heading in headings)
        chosen = [card for card in app.get("html") if "chosen read-out" in card.proto.body]
        assert [texts.say("answer.chosen", "fi") in card.proto.body for card in chosen] == [True]

    def test_a_build_that_is_no_longer_kept_is_reported(self) -> None:
        app = visit("overview", build="20200101T000000-000")
        notice = texts.say("shell.build_gone", "fi", build=current().id)
        assert notice in [warning.value for warning in app.warning]
