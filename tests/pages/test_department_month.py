"""The page of a department's month: its address, its figures and its report."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from data.analyses.department_month import FIGURES, gather
from data.catalogue.metrics import catalogue
from data.files.export import department_and_month
from data.files.signing import read
from data.filters import Filters
from data.period import months
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import numbers, texts
from data.warehouse import current
from pages.state import queries
from tests.support.pages import charts, popover, text_of, visit
from tests.support.tiny_warehouse import publish

PAGE = "department_month"
_TAG = re.compile(r"<[^>]*>")


def figures(app: AppTest) -> list[str]:
    """The HTML of each key figure."""
    lists = [e.proto.body for e in app.get("html") if '<ul class="figures">' in e.proto.body]
    return lists[0].split("<li>")[1:] if lists else []


def text_in(html: str) -> str:
    return " ".join(part for part in unescape(_TAG.sub(" ", html)).split(" ") if part)


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


@pytest.mark.usefixtures("sample_city")
class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_rows_show_the_figures_of_the_department_and_month(self, language: str) -> None:
        app = visit(PAGE, department="KUVA", month="2026-09", lang=language)
        assert not app.exception
        for row, metric in zip(figures(app), FIGURES, strict=True):
            definition = catalogue().metrics[metric]
            expected = calculate(
                metric, (), Filters.of("2026-09", "2026-09", department=["KUVA"]), scope=EVERYTHING
            )
            shown = numbers.quantity(expected["value"].iloc[0], definition.unit, language)
            if expected["suppressed"].iloc[0]:
                shown = texts.say("terms.suppressed", language)
            assert text_in(row).startswith(f"{definition.texts[language].short} {shown} ")
            assert "<img" in row  # its twelve months

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
        assert app.title[0].value == "Kulttuurin ja vapaa-ajan toimiala: elokuu 2026"

    def test_arrows_lead_to_the_months_before_and_after(self) -> None:
        app = visit(PAGE, department="KUVA")
        assert app.button(key="month_next").disabled
        app.button(key="month_previous").click().run()
        assert app.query_params["month"] == "2026-09"
        assert "syyskuu 2026" in app.title[0].value
        app.button(key="month_next").click().run()
        # The month that is shown by default is not in the address.
        assert "month" not in app.query_params
        first = visit(PAGE, month=months(current())[0])
        assert first.button(key="month_previous").disabled
        assert first.button(key="month_previous").label == "Edellinen kuukausi"

    def test_a_row_names_its_target_and_the_distance(self) -> None:
        summary = gather("KUVA", "2026-10", scope=EVERYTHING, build=current())
        rows = dict(zip(FIGURES, figures(visit(PAGE, department="KUVA")), strict=True))
        for metric, row in rows.items():
            target = summary.figure(metric).target
            assert ("stroke target" in row) == (target.before.value is not None), metric
            assert numbers.change(target, "fi") in row, metric

    def test_the_chart_of_the_days_does_not_wait_for_the_rest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def stop(*_: object, **__: object) -> None:
            raise ValueError

        monkeypatch.setattr(queries, "of_department", stop)
        app = visit(PAGE, department="KUVA")
        assert app.exception
        assert len(charts(app)) == 1

    def test_tables_of_the_first_screen_and_of_the_rest(self) -> None:
        app = visit(PAGE, department="KUVA")
        headings = [header.value for header in app.header]
        sections = ("figures", "days_title", "changes", "rooms", "bookers", "refused", "volunteering")
        assert headings == [
            *(texts.say(f"report.{section}", "fi") for section in sections),
            "Kumppanijärjestöt toimipisteittäin",
            texts.say("spaces.unknown", "fi"),
        ]
        spaces = next(e.proto.body for e in app.get("html") if "Eniten varatut" in e.proto.body)
        summary = gather("KUVA", "2026-10", scope=EVERYTHING, build=current())
        shown = len(summary.most_booked_spaces) + len(summary.least_booked_spaces)
        assert spaces.count("<tr>") == 1 + shown
        assert spaces.count('<tr class="group">') == 2
        assert "space=" in spaces
        assert "from=2026-10&amp;to=2026-10" in spaces

    @pytest.mark.parametrize(
        ("row", "tool", "text"),
        [
            ("month_figures", "table", "report.to_target"),
            ("month_days", "table", "report.booked_before"),
            ("month_changes", "all", "report.changes_note"),
            ("month_use", "spaces", "glossary.bookable"),
            ("month_use", "bookers", "report.share_before"),
            ("month_use", "denials", "report.denial_rate"),
            ("month_volunteer_hours", "table", "dimensions.activity"),
            ("month_partner_organisations", "table", "dimensions.unit"),
        ],
    )
    def test_a_tool_opens_the_table_of_the_report(self, row: str, tool: str, text: str) -> None:
        app = popover(visit(PAGE, department="KUVA"), f"{row}_{tool}")
        assert not app.exception
        shown = [element.proto.body for element in app.get("html")]
        assert texts.say(text, "fi") in "".join([*shown, *(str(caption.value) for caption in app.caption)])

    def test_the_source_of_each_figure_is_one_click_away(self) -> None:
        app = popover(visit(PAGE), "month_figures_source")
        app.selectbox(key="choose_metric").select("denial_rate").run()
        assert any("data/metrics/denial_rate.sql" in element.value for element in app.markdown)

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
        assert len(figures(app)) == len(FIGURES)
        suppressed = [row for row in figures(app) if 'class="value words">suojattu' in row]
        assert len(suppressed) == 1  # one volunteer is below the threshold
        assert any("suojattu" in table.proto.body for table in app.get("html"))

    def test_an_empty_month_has_a_notice(self, home: Path) -> None:
        hours = {"hour": 9, "bookable_minutes": 60, "occupied_minutes": 30, "department": "KUVA"}
        publish(home, {"space_hour": [{"date": "2026-08-03", **hours}]})
        app = visit(PAGE, department="KUVA", month="2026-09")
        assert not app.exception
        assert not figures(app)
        assert any(re.search("ei ole tässä kuussa varauksia", notice.value) for notice in app.info)

    def test_an_incomplete_month_has_a_notice(self, home: Path) -> None:
        hours = {"hour": 9, "bookable_minutes": 60, "occupied_minutes": 30, "department": "KUVA"}
        days = ("2025-10-05", "2026-10-05")
        publish(home, {"space_hour": [{"date": day, **hours} for day in days]}, as_of="2026-10-20")
        app = visit(PAGE, department="KUVA", month="2026-10")
        assert not app.exception
        assert "20.10.2026" in app.markdown[0].value
        assert "{" not in text_of(app)
