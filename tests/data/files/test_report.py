"""The monthly report as PDF and workbook: accessible, complete and reproducible."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from data.analyses.department_month import FIGURES, DepartmentMonth, gather
from data.catalogue.metrics import catalogue
from data.files import report
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import numbers
from data.text.texts import say
from data.warehouse import Build, current
from tests.support.exports.report_files import elements, plain, text_of, workbook

MONTH, DEPARTMENT = "2026-10", "KUVA"


@pytest.fixture(scope="module")
def build(sample_home: Path) -> Build:
    return current(sample_home)


@pytest.fixture(scope="module")
def month(build: Build) -> DepartmentMonth:
    return gather(DEPARTMENT, MONTH, scope=EVERYTHING, build=build)


def calculated(metric: str, build: Build, *by: str) -> Any:
    return calculate(
        metric, by, Filters.of(MONTH, MONTH, department=[DEPARTMENT]), scope=EVERYTHING, build=build
    )


@pytest.mark.parametrize("language", LANGUAGES)
class TestPdf:
    @pytest.fixture
    def pdf(self, month: DepartmentMonth, language: str) -> bytes:
        return report.write(month, language, "pdf")

    def test_follows_pdf_ua(self, pdf: bytes, language: str) -> None:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            with opened.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
            assert opened.Root.MarkInfo.Marked
            assert str(opened.Root.Lang).lower().startswith(language)
            assert opened.Root.ViewerPreferences.DisplayDocTitle
            assert 2 <= len(opened.pages) <= 4
            tags = [str(element.S) for element in elements(opened)]
            assert tags.count("/H1") == 1
            assert tags.count("/H2") == 9
            assert tags.count("/Table") >= 8
            assert tags.count("/TH") >= 3 * tags.count("/Table")

    def test_each_drawing_has_a_text_and_each_font_is_in_the_file(self, pdf: bytes, language: str) -> None:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            drawings = [element for element in elements(opened) if str(element.S) == "/Figure"]
            title = say("report.days_title", language)
            assert [title in str(drawing.Alt) for drawing in drawings] == [True]
            fonts = {str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()}
            assert fonts
            assert all(re.match(r"/[A-Z]{6}\+SourceSans3", font) for font in fonts)

    def test_has_the_figures_as_text(self, pdf: bytes, month: DepartmentMonth, language: str) -> None:
        text = text_of(pdf)
        for figure in month.figures:
            metric = catalogue().metrics[figure.metric]
            now, before = figure.year.now.value, figure.year.before.value
            row = " ".join(
                (
                    metric.texts[language].title,
                    numbers.quantity(now, metric.unit, language),
                    numbers.quantity(before, metric.unit, language),
                )
            )
            assert plain(row) in text
            assert plain(metric.texts[language].description) in text
        assert text.count(month.build.id) > 1
        assert plain(say("report.sample", language)) in text

    def test_the_same_month_gives_the_same_file(
        self, pdf: bytes, month: DepartmentMonth, language: str
    ) -> None:
        assert report.write(month, language, "pdf") == pdf


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_has_the_figures_as_numbers(month: DepartmentMonth, build: Build, language: str) -> None:
    sheets = workbook(report.write(month, language, "xlsx"))
    assert list(sheets) == [
        say(f"report.sheet_{name}", language)
        for name in ("figures", "days", "rooms", "use", "changes", "about", "definitions")
    ]
    figures, days, spaces, *_, about, definitions = sheets.values()
    values = {row[0]: row[1] for row in figures}
    for metric in FIGURES:
        title = catalogue().metrics[metric].texts[language].title
        assert values[title] == pytest.approx(calculated(metric, build)["value"][0])
        assert title in [row[0] for row in definitions]
    hours = [row[1] for row in days if re.fullmatch(r"\d{4}-\d\d-\d\d", str(row[0]))]
    assert len(hours) == 31
    assert sum(hours) == pytest.approx(values[catalogue().metrics["booked_hours"].texts[language].title])
    assert len(spaces) == len(month.spaces) + 4
    assert build.id in [row[1] for row in about]
