"""The four users' tasks, from opening a page to downloading a file, in the real browser."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pypdf import PdfReader

from data.settings import LANGUAGES
from data.text.messages import render
from data.text.texts import say
from data.warehouse import LAST_RUN
from tests.support.browsing import download, serve, settle, visit
from tests.support.commands import Load, command

WIDE: ViewportSize = {"width": 1440, "height": 1400}


def main_text(page: Page) -> str:
    """Return the text of the page, with no-break spaces as spaces."""
    return page.locator("[data-testid=stMain]").inner_text().replace("\u00a0", " ")


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box by keyboard, as a reader without a mouse would."""
    field = page.get_by_role("combobox", name=label).first
    field.click()
    field.press_sequentially(option)
    field.press("Enter")
    page.keyboard.press("Escape")
    settle(page)


class TestAnalyst:
    """Filters, sees how many rows there will be, takes the file, and its sum is the page's figure."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_sum_of_the_file_is_the_figure_of_the_page_and_of_the_command(
        self, visitor: BrowserContext, address: str, sample_home: Path, tmp_path: Path, language: str
    ) -> None:
        start = f"{address}/explore?lang={language}&metric=booked_hours&by=district&chart=bars"
        page = visit(visitor, f"{start}&from=2026-01&to=2026-03").page
        choose(page, say("dimensions.department", language), {"en": "Cul"}.get(language, "Kul"))
        assert "department=KUVA" in page.url
        page.get_by_text(say("figure.table", language)).first.click()
        settle(page)
        link = page.get_by_role("link", name=say("figure.csv", language)).first
        path = download(link, tmp_path / "figures.csv")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        total = sum(float(row["value"].replace(",", ".")) for row in rows if row["value"])
        question = ["booked_hours", "--from", "2026-01", "--to", "2026-03", "--where", "department=KUVA"]
        completed = command("data", *question, "--format", "json", "--home", sample_home)
        assert total == pytest.approx(json.loads(completed.stdout)[0]["value"])
        whole = visit(
            visitor, f"{address}/explore?metric=booked_hours&by=none&department=KUVA&from=2026-01&to=2026-03"
        )
        assert f"{round(total):,}".replace(",", " ") in main_text(whole.page)


class TestHead:
    """Opens the link on the 1st, reads the month, takes the report, and its figures are the page's."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_report_says_what_the_page_says(
        self, visitor: BrowserContext, address: str, tmp_path: Path, language: str
    ) -> None:
        link = f"{address}/department_month?lang={language}&department=KUVA&month=2026-09"
        page = visit(visitor, link).page
        figures = page.locator("[data-testid=stMetricValue]").all_inner_texts()
        assert len(figures) == 8
        button = page.get_by_role("link", name=say("department_month.pdf", language))
        path = download(button, tmp_path / "report.pdf")
        text = "".join(sheet.extract_text() for sheet in PdfReader(path).pages)
        report_text = re.sub(r"\s", "", text)
        assert [figure for figure in figures if re.sub(r"\s", "", figure) not in report_text] == []


class TestSteward:
    """Sees which file was refused, why, and what to do; fixes it, and it is gone from the list."""

    def test_a_refused_file_is_shown_until_it_is_fixed(
        self, visitor: BrowserContext, sample_exports: Path, tmp_path: Path, load: Load
    ) -> None:
        exports, home = tmp_path / "exports", tmp_path / "home"
        exports.mkdir()
        register = next(sample_exports.rglob("reservation_units.csv"))
        (exports / "units.csv").write_bytes(register.read_bytes())
        broken = exports / "reservations.csv"
        broken.write_text("<!DOCTYPE html><html><title>502 Bad Gateway</title></html>", encoding="utf-8")
        assert load()["exit_code"] == 1
        (refused,) = json.loads((home / "warehouse" / LAST_RUN).read_text(encoding="utf-8"))["left"]
        process, address = serve(home)
        try:
            for language in LANGUAGES:
                page = visit(visitor, f"{address}/data_quality?lang={language}").page
                text = main_text(page)
                assert say("data_quality.left", language) in text
                assert "reservations.csv" in text
                assert say("data_quality.status_refused", language) in text
                assert render(refused["message"], language) in text
            statistics = max(sample_exports.rglob("*statistics*.csv"), key=lambda p: p.stat().st_size)
            broken.write_bytes(statistics.read_bytes())
            assert load()["published"]
            page.reload()
            settle(page)
            assert say("data_quality.left", language) not in main_text(page)
        finally:
            process.kill()
            process.wait()


class TestKeyboard:
    """What a click on a chart does, a reader without a mouse does too."""

    def test_a_district_is_chosen_and_left_by_keyboard_alone(
        self, visitor: BrowserContext, address: str
    ) -> None:
        page = visit(visitor, f"{address}/spaces?tab=where").page
        field = page.get_by_role("combobox", name=re.compile(say("figure.drill", "fi"))).first
        field.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"major_district=\d"))
        settle(page)
        read_out = page.locator(".read-out")
        assert "varattavissa olleesta ajasta" in read_out.inner_text()
        back = page.get_by_role("button", name=say("figure.drill_all_area", "fi"))
        back.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"^(?!.*major_district)"))


class TestPlanner:
    """Finds the spaces to open first; drills from the city to a space and back; shares links."""

    def test_a_click_filters_the_page_and_the_breadcrumb_leads_back(
        self, visitor: BrowserContext, address: str
    ) -> None:
        page = visit(visitor, f"{address}/spaces?tab=where").page
        bar = page.locator(".st-key-spaces_organisation .barlayer .point path").first
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_url(re.compile(r"department=\w+"))
        settle(page)
        assert (
            say("dimensions.unit", "fi").lower()
            in page.locator("h2", has_text="Varausaste").nth(2).inner_text()
        )
        page.get_by_role("button", name=say("figure.drill_all_organisation", "fi")).click()
        page.wait_for_url(re.compile(r"^(?!.*department)"))

    def test_a_cell_of_the_week_filters_and_a_second_click_takes_it_off(
        self, visitor: BrowserContext, address: str
    ) -> None:
        page = visit(visitor, f"{address}/spaces").page
        for expected in (r"weekday=\d&?.*hour=\d+", r"^(?!.*weekday)"):
            plot = page.locator(".st-key-spaces_heat .nsewdrag").first
            plot.scroll_into_view_if_needed()
            box = plot.bounding_box()
            assert box is not None
            page.mouse.click(box["x"] + box["width"] * 0.56, box["y"] + box["height"] * 0.5)
            page.wait_for_url(re.compile(expected))
            settle(page)

    def test_a_copied_link_shows_the_same_figures_to_somebody_else(
        self, browser: Browser, visitor: BrowserContext, address: str
    ) -> None:
        page = visit(visitor, f"{address}/spaces?district=301&compare=preceding&lang=en").page
        page.get_by_role("button", name=say("shell.copy_pinned", "en")).click()
        link = page.evaluate("navigator.clipboard.readText()")
        assert "build=" in link
        assert "district=301" in link
        figures = page.locator("[data-testid=stMetricValue]").all_inner_texts()
        other = browser.new_context(viewport=WIDE)
        there = visit(other, link).page
        assert there.locator("[data-testid=stMetricValue]").all_inner_texts() == figures
        other.close()

    def test_a_chart_is_saved_as_a_picture(
        self, visitor: BrowserContext, address: str, tmp_path: Path
    ) -> None:
        page = visit(visitor, f"{address}/?lang=sv").page
        page.get_by_text(say("figure.table", "sv")).first.click()
        for form, beginning in (("svg", b"<svg"), ("png", b"\x89PNG")):
            button = page.get_by_role("button", name=say(f"figure.{form}", "sv")).first
            path = download(button, tmp_path / f"picture.{form}")
            assert path.read_bytes().startswith(beginning)
        assert "Talkootila" in (tmp_path / "picture.svg").read_text(encoding="utf-8")

    def test_a_first_note_stays_hidden_once_it_was_read(self, browser: Browser, address: str) -> None:
        context = browser.new_context(viewport=WIDE)
        page = visit(context, address).page
        page.get_by_role("button", name=say("help.dismiss", "fi")).click()
        assert not page.locator(".intro").is_visible()
        assert not visit(context, address).page.locator(".intro").is_visible()
        context.close()
