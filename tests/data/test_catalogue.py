"""The catalogue refuses an invalid declaration, and names the file and the reason."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import pytest

from data.catalogue.declarations import CatalogueError
from data.catalogue.metrics import METRICS, Unit, catalogue, read_metrics
from data.catalogue.tables import COLUMNS, read_tables, tables
from data.settings import LANGUAGES
from data.text import numbers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for suffix in ("sql", "toml"):
        shutil.copy(METRICS / f"booking_rate.{suffix}", tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "toml",
            'kind = "ratio"',
            'kind = "ratio"\ncolour = "red"',
            "unknown field `colour`; known keys are",
        ),
        ("toml", "[sv]", "[xx]", "Object contains unknown field `xx`"),
        (
            "toml",
            'unit = "%"',
            'unit = "furlongs"',
            "Invalid enum value 'furlongs' - at `$.unit`; expected one of %, h",
        ),
        (
            "toml",
            'denominator = "bookable time',
            'nominator = "bookable time',
            "unknown field `nominator` - at `$.en`",
        ),
        ("toml", "per = 100", "per = 1 00", "booking_rate.toml: "),
        ("toml", "per = 100", "", "booking_rate.toml: Object missing required field `per`"),
        (
            "toml",
            'kind = "ratio"',
            'kind = "mean"',
            "Invalid enum value 'mean' - at `$.kind`; expected one of total, ratio",
        ),
        ("toml", '"month", ', '"month", "phase_of_moon", ', "unknown dimensions ['phase_of_moon']"),
        ("toml", '"department", ', "", "city_total is for metrics with the dimension department"),
        ("toml", "city_total = true", 'suppressed_with = "bookings"', "bookings, which counts no people"),
        ("sql", "district, ", "", "branch 1 lacks the dimensions ['district']"),
        ("sql", "occupied_minutes AS numerator", "1 AS nominator", "undeclared columns ['nominator']"),
        (
            "sql",
            "occupied_minutes AS",
            "vacant_minutes AS",
            "vacant_minutes, which leads to no declared source",
        ),
        ("sql", "FROM space_hour", "FROM landing_bookings", "reads landing_bookings, which is not declared"),
        ("sql", "SELECT", "SELEKT", "booking_rate.sql"),
    ],
)
def test_an_invalid_metric_is_refused(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder / f"booking_rate.{file}", old, new)
    with pytest.raises(CatalogueError) as error:
        list(read_metrics(folder, tables()))
    assert message in str(error.value)


def test_a_metric_without_its_sql_is_refused(folder: Path) -> None:
    (folder / "booking_rate.sql").unlink()
    with pytest.raises(CatalogueError, match=r"booking_rate\.sql is missing"):
        list(read_metrics(folder, tables()))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "warehouse_bookings",
            '"bookings.booker_type"',
            '"bookings.colour"',
            "which data/columns does not declare",
        ),
        ("warehouse_bookings", '"persons", ', '"people", ', "undeclared fields ['people']"),
        (
            "bookings",
            'personal = "-"',
            'personl = "-"',
            "bookings.toml: statistic_id: Object contains unknown field `personl`; known",
        ),
        (
            "units",
            'layer = "landing"',
            'layer = "lake"',
            "units.toml: layer must be one of landing",
        ),
    ],
)
def test_an_invalid_column_is_refused(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    copy = tmp_path / "columns"
    shutil.copytree(COLUMNS, copy)
    change(copy / f"{file}.toml", old, new)
    with pytest.raises(CatalogueError) as error:
        list(read_tables(copy))
    assert message in str(error.value)


def test_every_figure_leads_to_an_export_header_in_two_steps() -> None:
    for metric in catalogue().metrics.values():
        assert metric.source_columns, metric.id
        for source in metric.source_columns:
            table, column = source.split(".")
            for origin in tables()[table].columns[column].origins:
                if not origin.startswith("reference:"):
                    landing, name = origin.split(".")
                    landed = tables()[landing].columns[name]
                    # A column without a header is filled only by a mapping.
                    assert landed.headers or "its mapping gives it" in landed.texts["en"], origin


def test_every_unit_has_a_name_in_three_languages() -> None:
    for unit in get_args(Unit):
        assert all(numbers.unit_name(unit, language) for language in LANGUAGES)


def test_every_text_is_in_three_languages() -> None:
    for metric in catalogue().metrics.values():
        for language in LANGUAGES:
            assert all((metric.texts[language].title, metric.texts[language].caveats)), metric.id
        assert len({metric.texts[language].description for language in LANGUAGES}) == 3, metric.id
    for table in tables().values():
        for column in table.columns.values():
            assert all(column.texts[language] for language in LANGUAGES), column
