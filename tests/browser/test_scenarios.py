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
from tests.support.commands import Load, command_here
from tests.support.steps import LANGUAGES_APART, Walk

WIDE: ViewportSize = {"width": 1440, "height": 1400}
#: Steps that each task may take (docs/decisions/0019-one-screen.md says how many it took before).
MOST_STEPS = {"analyst": 6, "head": 2, "steward": 1}


def main_text(page: Page) -> str:
    """Return the text of the page, with no-break spaces as spaces."""
    return page.locator("[data-testid=stMain]").inner_text().replace("\u00a0", " ")


def values(page: Page) -> list[str]:
    """Return the figures of the cards."""
    return page.locator(".card .value").all_inner_texts()


def choose(page: Page, button: str, label: str, option: str) -> None:
    """Choose an option of a filter by keyboard, as a reader without a mouse would."""
    opener = page.locator(f".st-key-filter_{button} button").first
    opener.focus()
    opener.press("Enter")
    field = page.get_by_role("combobox", name=label).first
    field.click()
    field.press_sequentially(option)
    field.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settle(page)


class TestAnalyst:
    """Filters, sees how many rows there will be, takes the file, and its sum is the page's figure."""

    @pytest.mark.parametrize("language", LANGUAGES_APART)
    def test_the_sum_of_the_file_is_the_figure_of_the_page_and_of_the_command(
        self, visitor: BrowserContext, address: str, sample_home: Path, tmp_path: Path, language: str
    ) -> None:
        start = f"{address}/explore?lang={language}&metric=booked_hours&by=district&chart=bars"
        walk = Walk(visitor)
        walk.open(f"{start}&from=2026-01&to=2026-03")
        page = walk.page
        walk.click(page.locator(".st-key-filter_department button").first)
        walk.click(page.get_by_role("combobox", name=say("dimensions.department", language)).first)
        walk.click(page.get_by_role("option", name={"en": "Cul"}.get(language, "Kul")))
        page.locator(".st-key-chip_department_KUVA").wait_for()
        walk.see(page.locator(".st-key-explore"))
        walk.click(page.locator(".st-key-explore_table button"))
        link = page.get_by_role("link", name=say("figure.csv", language)).first
        path = walk.download(link, tmp_path / "figures.csv")
        assert walk.steps <= MOST_STEPS["analyst"]
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        total = sum(float(row["value"].replace(",", ".")) for row in rows if row["value"])
        question = ["booked_hours", "--from", "2026-01", "--to", "2026-03", "--where", "department=KUVA"]
        completed = command_here("data", *question, "--format", "json", "--home", sample_home)
        assert total == pytest.approx(json.loads(completed.stdout)[0]["value"])
        whole = visit(
            visitor, f"{address}/explore?metric=booked_hours&by=none&department=KUVA&from=2026-01&to=2026-03"
        )
        assert f"{round(total):,}".replace(",", " ") in main_text(whole.page)


class TestHead:
    """Opens the link on the 1st, reads the month, takes the report, and its figures are the page's."""

    @pytest.mark.parametrize(
        "language", [LANGUAGES[0], *(pytest.param(other, marks=pytest.mark.slow) for other in LANGUAGES[1:])]
    )
    def test_the_report_says_what_the_page_says(
        self, visitor: BrowserContext, address: str, tmp_path: Path, language: str
    ) -> None:
        link = f"{address}/department_month?lang={language}&department=KUVA&month=2026-09"
        walk = Walk(visitor)
        walk.open(link)
        page = walk.page
        walk.see(*(page.locator(f".st-key-month_{part}") for part in ("figures", "middle", "right")))
        figures = values(page)
        assert len(figures) == 8
        button = page.get_by_role("link", name=say("department_month.pdf", language))
        path = walk.download(button, tmp_path / "report.pdf")
        assert walk.steps <= MOST_STEPS["head"]
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
                walk = Walk(visitor)
                walk.open(f"{address}/data_quality?lang={language}")
                page = walk.page
                walk.see(page.get_by_text("reservations.csv"))
                text = main_text(page)
                assert say("data_quality.left", language) in text
                assert "reservations.csv" in text
                assert say("data_quality.status_refused", language) in text
                assert render(refused["message"], language) in text
            statistics = max(sample_exports.rglob("*statistics*.csv"), key=lambda p: p.stat().st_size)
            broken.write_bytes(statistics.read_bytes())
            assert load()["published"]
            # The page follows by itself.
            page.get_by_text(say("data_quality.left", language)).wait_for(state="detached")
            assert "reservations.csv" in main_text(page)
            assert walk.steps <= MOST_STEPS["steward"]
        finally:
            process.kill()
            process.wait()


class TestKeyboard:
    """What a click does, a reader without a mouse does too."""

    def test_an_area_is_chosen_and_left_by_keyboard_alone(
        self, visitor: BrowserContext, address: str
    ) -> None:
        page = visit(visitor, f"{address}/spaces").page
        choose(page, "area", say("dimensions.major_district", "fi"), "Kes")
        page.wait_for_url(re.compile(r"major_district=\d"))
        settle(page)
        assert "varattavissa olleesta ajasta" in page.locator(".read-out").last.inner_text()
        chip = page.locator("[class*=st-key-chip_major_district] button").first
        chip.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"^(?!.*major_district)"))

    def test_a_key_figure_is_chosen_by_keyboard(self, visitor: BrowserContext, address: str) -> None:
        page = visit(visitor, address).page
        card = page.locator(".st-key-choose_metric_volunteer_hours button")
        card.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("metric=volunteer_hours"))
        settle(page)
        assert "Vapaaehtoistunnit" in page.locator(".st-key-overview_map_heads h2").inner_text()


class TestBoard:
    """Shows the pages of a meeting by arrow keys."""

    def test_arrow_keys_step_through_the_pages_and_escape_leaves(
        self, visitor: BrowserContext, address: str
    ) -> None:
        page = visit(visitor, f"{address}/overview?present=1&district=301").page
        assert not page.locator(".st-key-filterbar").is_visible()
        assert not page.locator("[data-testid=stHeader]").is_visible()
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**/department_month?*present=1*")
        settle(page)
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(re.compile(r"/(overview)?\?(?=.*present=1)(?=.*district=301)"))
        settle(page)
        page.keyboard.press("Escape")
        page.wait_for_url(re.compile(r"^(?!.*present)"))
        settle(page)
        assert page.locator(".st-key-filterbar").is_visible()


class TestPlanner:
    """Finds the spaces to open first; drills from the city to a space and back; shares links."""

    def test_a_click_filters_the_page_and_the_breadcrumb_leads_back(
        self, visitor: BrowserContext, address: str
    ) -> None:
        page = visit(visitor, f"{address}/spaces").page
        bar = page.locator(".st-key-spaces_organisation .barlayer .point path").first
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_url(re.compile(r"department=\w+"))
        settle(page)
        heading = page.locator(".st-key-spaces_organisation_heads h2").inner_text()
        assert say("dimensions.by_unit", "fi") in heading
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
        figures = values(page)
        assert figures
        other = browser.new_context(viewport=WIDE)
        there = visit(other, link).page
        assert values(there) == figures
        other.close()

    def test_a_chart_is_saved_as_a_picture_and_its_table_copied(
        self, visitor: BrowserContext, address: str, tmp_path: Path
    ) -> None:
        page = visit(visitor, f"{address}/?lang=sv").page
        page.locator(".st-key-overview_map_table button").click()
        settle(page)
        page.get_by_role("button", name=say("figure.copy", "sv")).click()
        lines = page.evaluate("navigator.clipboard.readText()").splitlines()
        assert lines[0].split("\t")[0] == say("dimensions.district", "sv")
        assert len(lines) == page.locator("[data-testid=stPopoverBody] tr").count() > 1
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
