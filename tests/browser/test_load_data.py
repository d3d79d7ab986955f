"""Loading data in the real browser, by keyboard: from a dropped file to a figure, and a cancelled load."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data import warehouse
from data.loading.uploads import FOLDER
from data.settings import LANGUAGES
from data.text.texts import say
from tests.support.browsing import PHONE, choose_theme, resize, serve, settle, violations, visit
from tests.support.english_words import english_words
from tests.support.first_screen import cut_texts, outside, overlapping_texts, small_texts

pytestmark = pytest.mark.slow

HEADERS = ("Nr", "Halle", "Beginn", "Ende", "Status", "Kunde")
MOST_OPTIONS = 40
#: Months first, which the draft does not expect of a file with semicolons.
WRITTEN = "%m/%d/%Y %H:%M"


def write_export(path: Path, rows: int) -> float:
    """Write bookings whose days and months could be swapped; return the hours of those that took place.

    The last month, June, is not over: pages show the five before it.
    """
    hours = 0.0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        for n in range(rows):
            # 1 February, 2 March and so on: of each date only one of the two readings is in the first half.
            start = dt.datetime(2026, 1 + n % 6, 7 + n % 6, 8 + n % 9, 30)
            end = start + dt.timedelta(hours=1 + n % 5)
            status = ("wahrgenommen", "storniert")[n % 4 == 3]
            hall = f"Halle {n % 7} {n // 5000}"
            writer.writerow([n, hall, f"{start:{WRITTEN}}", f"{end:{WRITTEN}}", status, "Anna Beispiel"])
            if status == "wahrgenommen" and start.month < 6:
                hours += (end - start).total_seconds() / 3600
        # An end before its start.
        writer.writerow(
            [rows, "Halle", "03/02/2026 10:00", "03/02/2026 09:00", "storniert", "Bernd Beispiel"]
        )
    return hours


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of this module's own."""
    return Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("load") / "home"))


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    """The dashboard over that home."""
    process, address = serve(home)
    yield address
    process.kill()
    process.wait()


@pytest.fixture
def page(browser: Browser, site: str, home: Path) -> Iterator[Page]:
    """The page of a steward who has uploaded nothing."""
    shutil.rmtree(home / FOLDER, ignore_errors=True)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield visit(context, f"{site}/load_data?lang=en").page
    context.close()


def press(page: Page, key: str) -> None:
    """Press a button by keyboard."""
    button = page.locator(f".st-key-{key} button")
    button.focus()
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label)
    field.focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    settle(page)


def choose(page: Page, field: Locator, option: str) -> None:
    """Choose an option of a field by keyboard."""
    field.focus()
    if field.input_value() == option:
        return
    for key in ("ArrowDown",) * MOST_OPTIONS + ("ArrowUp",) * MOST_OPTIONS:
        field.press(key)
        page.locator("[role=option]").first.wait_for()
        active = field.get_attribute("aria-activedescendant")
        if active and page.locator(f"[id='{active}']").inner_text() == option:
            break
    field.press("Enter")
    settle(page)
    expect(field).to_have_value(option)


def drop(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".st-key-load_controls").wait_for(timeout=60_000)
    settle(page)


def counted(page: Page) -> list[int]:
    """Return the rows of the preview: all, accepted and rejected."""
    text = page.locator(".st-key-load_counts").inner_text()
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", text)]


def faults(page: Page) -> list[str]:
    return [*violations(page), *overlapping_texts(page), *cut_texts(page), *small_texts(page)]


#: The mapping that the first test makes.
CLUB = """
name = "club"
table = "bookings"
format = "csv"
recognise = ["Status", "Beginn", "Ende", "Halle"]
delimiter = ";"
date_formats = ["mm/dd/yyyy HH:MM"]
personal = ["Kunde"]
[columns]
state = "Status"
begin_utc = "Beginn"
end_utc = "Ende"
space_name = "Halle"
[values.state]
wahrgenommen = "confirmed"
storniert = "cancelled"
"""


def landed(home: Path) -> set[str]:
    return {path.name for path in (home / "landing").rglob("*") if path.is_file()}


def test_from_a_dropped_file_to_a_figure(page: Page, site: str, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "export of a club.csv"
    hours = write_export(path, 60)
    drop(page, path)
    assert outside(page, [".st-key-scroll_mapping", ".st-key-load_controls", ".st-key-mapping_save"]) == []
    assert faults(page) == []
    assert "Beispiel" not in page.locator("[data-testid=stMain]").inner_text()
    # Months first, whichever reading the draft took.
    for header in ("Beginn", "Ende"):
        field = page.get_by_role("combobox", name=say("load_data.format", "en", header=header))
        choose(page, field, "mm/dd/yyyy HH:MM")
    text = say("load_data.value", "en", header="Status", value="wahrgenommen")
    choose(page, page.get_by_role("combobox", name=text), say("load_data.value_confirmed", "en"))
    write(page, say("load_data.name", "en"), "club")
    for language in LANGUAGES:
        write(page, say(f"load_data.title_{language}", "en"), f"Club {language}")
    assert counted(page) == [61, 60, 1]
    press(page, "mapping_save")
    page.get_by_text("custom/club.toml").wait_for()
    settle(page)
    assert faults(page) == []
    press(page, "load_start")
    page.locator(".st-key-load_outcome").wait_for(timeout=60_000)
    settle(page)
    assert say("load_data.answer_loaded", "en", rows="60") in page.locator(".st-key-answer").inner_text()
    assert faults(page) == []
    assert not [p for p in (home / FOLDER).rglob("*") if p.name == path.name]
    question = "metric=booked_hours&by=month&source=custom:club"
    shown = visit(page.context, f"{site}/explore?lang=en&{question}").page
    shown.locator(".st-key-explore_table button").click()
    settle(shown)
    rows = shown.locator("[data-testid=stPopoverBody] tbody tr").all()
    figures = [row.locator("td.number").first.inner_text().replace(",", "") for row in rows]
    assert sum(int(number) for figure in figures for number in re.findall(r"\d+", figure)) == hours
    for log in (home / "logs").glob("*.log"):
        assert path.name not in log.read_text(encoding="utf-8")


def test_a_cancelled_load_leaves_everything_as_it_was(page: Page, home: Path, tmp_path: Path) -> None:
    (home / "custom").mkdir(exist_ok=True)
    (home / "custom" / "club.toml").write_text(CLUB, encoding="utf-8")
    before, build = landed(home), warehouse.current(home).id
    path = tmp_path / "large.csv"
    write_export(path, 150_000)
    drop(page, path)
    press(page, "load_start")
    page.locator("progress").wait_for()
    page.get_by_text(say("load_data.phase_files", "en")).or_(
        page.get_by_text(say("load_data.phase_tables", "en"))
    ).wait_for()
    assert violations(page) == []
    press(page, "load_cancel")
    page.locator(".st-key-answer").get_by_text(say("load_data.answer_cancelled", "en")).wait_for(
        timeout=60_000
    )
    assert (landed(home), warehouse.current(home).id) == (before, build)
    settle(page)
    # The file is still there, for another try, until it is discarded.
    press(page, "load_back")
    page.get_by_text(path.name).first.wait_for()
    settle(page)
    press(page, "load_discard")
    page.get_by_text(say("load_data.guide", "en")).wait_for()
    assert not list((home / FOLDER).glob("*"))


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_draft_in_each_theme_window_and_on_a_phone(
    browser: Browser, site: str, home: Path, tmp_path: Path, language: str
) -> None:
    shutil.rmtree(home / "custom", ignore_errors=True)
    shutil.rmtree(home / FOLDER, ignore_errors=True)
    path = tmp_path / "club.csv"
    shutil.copy(Path(__file__).parents[1] / "etl" / "custom" / "spordihallid.csv", path)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = visit(context, f"{site}/load_data?lang={language}").page
    drop(page, path)
    for theme in ("light", "dark"):
        choose_theme(page, theme)
        for width, height in ((1440, 900), (1280, 720), (390, 844)):
            resize(page, width, height)
            assert faults(page) == [], (theme, width)
    assert english_words(page) == [] or language == "en"
    context.close()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, user_agent=PHONE)
    # Whoever comes back finds the file, on another device too.
    page = visit(phone, f"{site}/load_data?lang={language}").page
    page.get_by_text(path.name).first.wait_for()
    assert faults(page) == []
    press(page, "load_discard")
    page.get_by_text(say("load_data.guide", language)).wait_for()
    phone.close()
