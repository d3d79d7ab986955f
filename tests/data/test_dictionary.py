"""The dictionary: every metric and column has an entry that can be searched, linked to and downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue import dictionary
from data.catalogue.dictionary import COLUMN, METRIC, entries, find, search, used_by
from data.catalogue.metrics import catalogue
from data.catalogue.worked_examples import example
from data.files import export, file_description
from data.files.export import DICTIONARY, Export
from data.files.writers import csv_chunks
from data.filters import Filters
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import texts
from tests.support.pages import popover, text_of, visit
from tests.support.tiny_warehouse import publish

ENGLISH_UNITS = ("date", "month", "people", "person-hours", "code", "degrees", "events", "year", "days")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_and_column_has_a_complete_entry(language: str) -> None:
    known = {entry.id: entry for entry in entries(language)}
    columns = {f"{t.name}.{c}" for t in catalogue().tables.values() for c in t.columns}
    assert set(known) == set(catalogue().metrics) | columns
    assert all(entry.definition and entry.unit for entry in known.values())
    for entry in known.values():
        if entry.kind == METRIC:
            assert all((entry.formula, entry.how_to_read, entry.caveats, entry.owner, entry.dimensions))
            assert len(entry.source) >= 2, entry.id  # its SQL, and at least one column
    if language != "en":
        assert not {entry.unit for entry in known.values()} & set(ENGLISH_UNITS)


def test_the_formula_names_numerator_and_denominator() -> None:
    entry = find("booking_rate", "en")
    assert entry is not None
    assert entry.formula == "100 × occupied time (min) ÷ bookable time (min)"
    assert entry.owner == "Facilities management"
    assert "space_hour.occupied_minutes" in entry.source


def test_two_steps_lead_from_a_metric_to_the_headers_of_an_export() -> None:
    metric = find("volunteer_hours", "fi")
    assert metric is not None
    (column,) = (find(source, "fi") for source in metric.source if source.endswith("person_hours"))
    assert column is not None
    landed = [find(source, "fi") for source in column.source]
    assert any(entry is not None and any("v4s: " in line for line in entry.source) for entry in landed)


def test_a_search_matches_every_word_and_lists_names_first() -> None:
    assert search("booking rate", "en")[0].id == "booking_rate"
    # Entries with the word in their title come before those with it in their text only.
    assert search("bookings", "en")[0].id == "bookings"
    assert search("VARAUSASTE", "fi")[0].id == "booking_rate"
    assert {entry.kind for entry in search("booking", "sv", COLUMN)} == {COLUMN}
    assert search("xyzzy", "fi") == ()
    assert len(search("", "fi")) == len(entries("fi"))


def test_a_column_has_the_metrics_that_use_it() -> None:
    assert "booking_rate" in {entry.id for entry in used_by("space_hour.occupied_minutes", "fi")}
    assert "volunteer_hours" not in {entry.id for entry in used_by("space_hour.occupied_minutes", "fi")}
    # A landing column is used through the warehouse column that is made of it.
    assert "bookings" in {entry.id for entry in used_by("bookings.state", "fi")}


@pytest.mark.parametrize("metric", sorted(catalogue().metrics))
def test_an_example_has_an_introduction_and_no_table_in_its_closing_text(metric: str) -> None:
    worked = example(metric)
    assert worked.before
    assert not worked.after.startswith("|")


def test_the_file_has_every_entry_in_its_language(home: Path) -> None:
    build = publish(home, {})
    for language in LANGUAGES:
        download = Export(DICTIONARY, build.id, language, filters=Filters(), scope=EVERYTHING)
        assert export.count(download, build) == len(entries(language))
        text = b"".join(csv_chunks(download, build)).decode("utf-8-sig")
        assert text.splitlines()[0] == ";".join(dictionary.COLUMNS)
        title = catalogue().metrics["booking_rate"].texts[language].title
        assert any(line.startswith(f"booking_rate;metric;{title};") for line in text.splitlines())
        assert [name for name, _ in file_description.description_lines(download)] == list(dictionary.COLUMNS)
        name = f"talkootila-dictionary-{language}-{build.id}.csv"
        assert file_description.file_name(download, "csv") == name


@pytest.mark.usefixtures("home")
class TestPage:
    @pytest.fixture(autouse=True)
    def _build(self, home: Path) -> None:
        publish(home, {})

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_link_opens_its_entry_with_the_worked_example(self, language: str) -> None:
        app = visit("dictionary", entry="booking_rate", lang=language)
        assert not app.exception
        assert app.header[0].value == catalogue().metrics["booking_rate"].texts[language].title
        assert app.code[0].value.startswith("booking_rate by month")
        tables = "".join(element.proto.body for element in app.get("html"))
        assert "100 * 60 / 180" in tables
        prose = "summed before they are divided" in text_of(app)
        assert prose == (language == "en")

    def test_a_link_opens_a_column_with_links_to_its_origins_and_metrics(self) -> None:
        app = visit("dictionary", entry="space_hour.occupied_minutes")
        assert app.header[0].value == "space_hour.occupied_minutes"
        tables = "".join(element.proto.body for element in app.get("html"))
        assert "entry=bookings.begin_utc" in tables
        assert "entry=booking_rate" in tables

    def test_a_search_in_the_address_narrows_the_list_and_shows_its_first_entry(self) -> None:
        app = visit("dictionary", search="vapaaehtoistunnit")
        listed = [option for group in app.radio for option in group.options]
        assert "Vapaaehtoistunnit" in listed
        assert "Varausaste" not in listed
        assert app.header[0].value == dictionary.search("vapaaehtoistunnit", "fi")[0].title
        no_match = visit("dictionary", search="xyzzy")
        assert texts.say("dictionary.nothing", "fi", search="xyzzy") in [info.value for info in no_match.info]

    def test_an_entry_chosen_in_the_list_is_in_the_address_and_alone_marked(self) -> None:
        app = visit("dictionary")
        assert app.header[0].value == "Varausaste"
        app.radio(key="entries_volunteering").set_value("volunteer_hours").run()
        assert app.query_params["entry"] == "volunteer_hours"
        assert app.header[0].value == "Vapaaehtoistunnit"
        assert [group.value for group in app.radio if group.value] == ["volunteer_hours"]

    def test_every_metric_is_in_the_list_and_every_column_when_its_part_is_opened(self) -> None:
        app = visit("dictionary")
        assert len([option for group in app.radio for option in group.options]) == len(catalogue().metrics)
        popover(app, "dictionary_columns")
        listed = len([option for group in app.radio for option in group.options])
        assert listed == len(dictionary.entries("fi"))

    def test_an_unknown_entry_is_removed_from_the_address_and_reported(self) -> None:
        app = visit("dictionary", entry="nothing")
        assert not app.exception
        assert "entry" not in app.query_params
        assert any(texts.say("filters.entry", "fi") in info.value for info in app.info)
