"""The page of a department's month: its address, its figures and its report."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from data.analyses.department_month import FIGURES
from data.catalogue.metrics import catalogue
from data.files.export import department_and_month
from data.files.signing import read
from data.filters import Filters
from data.query import calculate
from data.settings import LANGUAGES
from data.text import numbers, texts
from data.warehouse import current
from tests.support.pages import text_of, visit
from tests.support.tiny_warehouse import publish

PAGE = "department_month"


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


@pytest.mark.usefixtures("sample_city")
class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_cards_show_the_figures_of_the_department_and_month(self, language: str) -> None:
        app = visit(PAGE, department="KUVA", month="2026-09", lang=language)
        assert not app.exception
        for card, metric in zip(app.metric, FIGURES, strict=True):
            definition = catalogue().metrics[metric]
            expected = calculate(metric, (), Filters.of("2026-09", "2026-09", department=["KUVA"]))
            shown = numbers.quantity(expected["value"].iloc[0], definition.unit, language)
            if expected["suppressed"].iloc[0]:
                shown = texts.say("terms.suppressed", language)
            assert (card.label, card.value) == (definition.texts[language].title, shown)

    def test_the_default_is_the_last_whole_month_of_the_first_department(self) -> None:
        app = visit(PAGE)
        assert app.selectbox(key="choose_month").value == "2026-10"
        assert app.selectbox(key="choose_department").value == "KASKO"
        assert "month" not in app.query_params
        assert "department" not in app.query_params
        assert visit(PAGE, lang="en").selectbox(key="choose_department").value == "KASKO"

    def test_a_choice_is_written_into_the_address(self) -> None:
        app = visit(PAGE)
        app.selectbox(key="choose_department").select("KUVA").run()
        app.selectbox(key="choose_month").select("2026-08").run()
        assert (app.query_params["department"], app.query_params["month"]) == ("KUVA", "2026-08")
        assert "elokuu 2026" in app.markdown[0].value

    def test_the_first_of_several_departments_is_shown_without_a_notice(self) -> None:
        app = visit(PAGE, department="KUVA,KYMP")
        assert app.selectbox(key="choose_department").value == "KUVA"
        assert app.query_params["department"] == "KUVA"
        assert not app.info

    def test_unused_filters_of_other_pages_are_named(self) -> None:
        captions = [caption.value for caption in visit(PAGE, district="301").caption]
        assert texts.say("department_month.unfiltered", "fi", filters="peruspiiri") in captions

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_buttons_link_to_the_report_of_the_shown_month(self, language: str) -> None:
        app = visit(PAGE, department="KUVA", month="2026-09", lang=language, district="301")
        links = [button.proto.url for button in app.get("link_button") if "/report." in button.proto.url]
        assert [urlsplit(link).path for link in links] == [
            f"/api/export/report.{form}" for form in ("pdf", "xlsx")
        ]
        for link in links:
            export = read(parse_qs(urlsplit(link).query)["t"][0])
            assert department_and_month(export) == ("KUVA", "2026-09")
            assert (export.language, export.build_id) == (language, current().id)


class TestStates:
    def test_few_people_are_suppressed_on_cards_and_in_tables(self, home: Path) -> None:
        shift = {"date": "2026-10-05", "is_completed": True, "volunteer": 1, "department": "KUVA"}
        publish(home, {"volunteer_record": [{**shift, "person_hours": 2, "activity": "Opastus"}]})
        app = visit(PAGE, department="KUVA", month="2026-10")
        assert not app.exception
        assert app.metric
        suppressed = [card.value for card in app.metric].count(texts.say("terms.suppressed", "fi"))
        assert suppressed == 1  # one volunteer is below the threshold
        assert any("suojattu" in table.proto.body for table in app.get("html"))

    def test_an_empty_month_has_a_notice(self, home: Path) -> None:
        hours = {"hour": 9, "bookable_minutes": 60, "occupied_minutes": 30, "department": "KUVA"}
        publish(home, {"space_hour": [{"date": "2026-08-03", **hours}]})
        app = visit(PAGE, department="KUVA", month="2026-09")
        assert not app.exception
        assert not app.metric
        assert any(re.search("ei ole tässä kuussa varauksia", notice.value) for notice in app.info)

    def test_an_incomplete_month_has_a_notice(self, home: Path) -> None:
        hours = {"hour": 9, "bookable_minutes": 60, "occupied_minutes": 30, "department": "KUVA"}
        days = ("2025-10-05", "2026-10-05")
        publish(home, {"space_hour": [{"date": day, **hours} for day in days]}, as_of="2026-10-20")
        app = visit(PAGE, department="KUVA", month="2026-10")
        assert not app.exception
        assert "20.10.2026" in app.info[0].value
        assert "{" not in text_of(app)
