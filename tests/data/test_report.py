"""A division's month: its figures are those of calculate, in the PDF, the workbook and on the page."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
import python_calamine

from data.__main__ import main
from data.analyses.department_month import FIGURES, DepartmentMonth, gather, visible_departments
from data.catalogue.metrics import catalogue
from data.files import report
from data.files.export import REPORT, Export
from data.files.signing import sign
from data.filters import Filters, QueryError, Scope
from data.query import calculate
from data.settings import LANGUAGES
from data.text import numbers
from data.text.texts import say
from data.warehouse import Build, current
from tests.support.asgi import get
from tests.support.tiny_warehouse import publish

MONTH, DIVISION = "2026-10", "KUVA"


@pytest.fixture(scope="module")
def build(sample_home: Path) -> Build:
    return current(sample_home)


@pytest.fixture(scope="module")
def month(build: Build) -> DepartmentMonth:
    return gather(DIVISION, MONTH, build=build)


def asked(metric: str, build: Build, *by: str) -> Any:
    return calculate(metric, by, Filters.of(MONTH, MONTH, department=[DIVISION]), build=build)


def text_of(pdf: bytes) -> str:
    """What a reader can select and copy, with its spaces made plain."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Every element of the structure tree."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                waiting.append(node.K)
    return found


class TestFigures:
    def test_are_those_of_calculate(self, month: DepartmentMonth, build: Build) -> None:
        for figure in month.figures:
            expected = asked(figure.metric, build)["value"][0]
            assert figure.year.now.value == pytest.approx(expected), figure.metric

    def test_days_add_up_to_the_month(self, month: DepartmentMonth, build: Build) -> None:
        assert len(month.days) == 31
        assert month.days["hours"].sum() == pytest.approx(asked("booked_hours", build)["value"][0])

    def test_rooms_of_both_ends_differ(self, month: DepartmentMonth) -> None:
        best, least = month.most_booked_spaces, month.least_booked_spaces
        assert set(best["space"]).isdisjoint(least["space"])
        assert best["value"].min() >= least["value"].max()
        assert list(least["value"]) == sorted(least["value"])

    def test_shares_of_bookers_are_a_whole(self, month: DepartmentMonth) -> None:
        assert month.bookers["share"].sum() == pytest.approx(100)
        own = month.bookers.set_index("booker_type")["share"].get("city", 0.0)
        shared = month.figure("shared_use_share").year.now.value
        assert shared == pytest.approx(100 - own)

    def test_what_drove_a_change_adds_up_to_it(self, month: DepartmentMonth) -> None:
        assert month.drivers
        for drivers in month.drivers:
            whole = month.figure(drivers.metric).year
            assert whole.now.value is not None
            assert whole.before.value is not None
            shown = drivers.shown["contribution"].sum() + drivers.rest
            assert shown == pytest.approx(drivers.change)
            assert drivers.change == pytest.approx(whole.now.value - whole.before.value)

    def test_what_is_not_there_is_named(self, build: Build) -> None:
        with pytest.raises(QueryError, match="KUVA"):
            gather("NONE", MONTH, build=build)
        with pytest.raises(QueryError, match="2026-13"):
            gather(DIVISION, "2026-13", build=build)
        with pytest.raises(QueryError, match="there are: KASKO"):
            gather(DIVISION, MONTH, Scope(("KASKO",)), build=build)
        with pytest.raises(QueryError, match="pdf, xlsx"):
            report.make(DIVISION, MONTH, "fi", "docx", build=build)
        assert visible_departments(build, Scope((DIVISION, "unknown"))) == [DIVISION]


class TestOfAFewRows:
    """Two Thursdays 52 weeks apart: 3 h now and 2 h then, of 10 bookable hours each."""

    def tiny(self, home: Path, as_of: str = "2026-10-31", people: int = 3) -> Build:
        rows: dict[str, list[dict[str, Any]]] = {
            "booking_hour": [
                {"date": day, "hour": 9, "booked_minutes": minutes, "department": "KUVA", "booker_type": who}
                for day, minutes, who in (
                    ("2026-10-01", 120, "association"),
                    ("2026-10-01", 60, "city"),
                    ("2025-10-02", 120, "city"),
                )
            ],
            "space_hour": [
                {
                    "date": day,
                    "hour": 9,
                    "bookable_minutes": 600,
                    "occupied_minutes": occupied,
                    "department": "KUVA",
                    "space": "hall",
                }
                for day, occupied in (("2026-10-01", 180), ("2025-10-02", 120))
            ],
            "volunteer_record": [
                {
                    "date": "2026-10-05",
                    "is_completed": True,
                    "volunteer": number,
                    "person_hours": 2,
                    "department": "KUVA",
                    "activity": "Opastus",
                }
                for number in range(people)
            ],
        }
        return publish(home, rows, as_of=as_of)

    def test_a_day_stands_beside_the_same_weekday_52_weeks_before(self, home: Path) -> None:
        first = gather("KUVA", MONTH, build=self.tiny(home)).days.iloc[0]
        assert (first["hours"], first["before_hours"], first["rate"]) == (3.0, 2.0, 30.0)
        assert first["before_date"].isoformat() == "2025-10-02"
        assert first["date"].isoweekday() == first["before_date"].isoweekday()

    def test_few_people_are_protected_in_every_form(self, home: Path) -> None:
        found = gather("KUVA", MONTH, build=self.tiny(home))
        assert found.figure("active_volunteers").year.now.value is None
        content = report.compose(found, "fi")
        row = content.section("volunteering").table("activities").rows[0]
        assert (row[1].value, row[2].text, row[2].value) == (6.0, "suojattu", None)
        assert "Aktiivisia vapaaehtoisia: suojattu." in text_of(report.write(found, "fi", "pdf"))
        sheets = workbook(report.write(found, "fi", "xlsx"))
        assert ["Opastus", 6.0, "suojattu"] in [cells[:3] for cells in sheets["Käyttäjät"]]

    def test_a_month_under_way_says_so_and_ends_on_its_last_day(self, home: Path) -> None:
        found = gather("KUVA", MONTH, build=self.tiny(home, as_of="2026-10-20"))
        assert len(found.days) == 20
        assert "20.10.2026" in report.compose(found, "fi").notices[0]
        assert "20.10.2025" in text_of(report.write(found, "fi", "pdf"))

    def test_without_a_year_before_there_is_no_change_and_no_mark(self, home: Path) -> None:
        found = gather("KUVA", "2025-10", build=self.tiny(home))
        assert found.days["before_hours"].isna().all()
        assert found.drivers == ()
        assert "Vuoden takaisia tietoja ei ole" in text_of(report.write(found, "fi", "pdf"))

    def test_a_division_without_rows_is_empty(self, home: Path) -> None:
        build = self.tiny(home)
        assert gather("KUVA", "2026-09", build=build).is_empty
        assert not gather("KUVA", MONTH, build=build).is_empty


@pytest.mark.parametrize("language", LANGUAGES)
class TestPdf:
    @pytest.fixture
    def pdf(self, month: DepartmentMonth, language: str) -> bytes:
        return report.write(month, language, "pdf")

    def test_claims_and_keeps_pdf_ua(self, pdf: bytes, language: str) -> None:
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
        said = text_of(pdf)
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
            assert plain(row) in said
            assert plain(metric.texts[language].description) in said
        assert said.count(month.build.id) > 1
        assert plain(say("report.sample", language)) in said

    def test_the_same_month_makes_the_same_file(
        self, pdf: bytes, month: DepartmentMonth, language: str
    ) -> None:
        assert report.write(month, language, "pdf") == pdf


def workbook(file: bytes) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_has_the_figures_as_numbers(month: DepartmentMonth, build: Build, language: str) -> None:
    sheets = workbook(report.write(month, language, "xlsx"))
    assert list(sheets) == [
        say(f"report.sheet_{name}", language)
        for name in ("figures", "days", "rooms", "use", "changes", "about", "definitions")
    ]
    figures, days, rooms, *_, about, definitions = sheets.values()
    values = {row[0]: row[1] for row in figures}
    for metric in FIGURES:
        title = catalogue().metrics[metric].texts[language].title
        assert values[title] == pytest.approx(asked(metric, build)["value"][0])
        assert title in [row[0] for row in definitions]
    booked = [row[1] for row in days if re.fullmatch(r"\d{4}-\d\d-\d\d", str(row[0]))]
    assert len(booked) == 31
    assert sum(booked) == pytest.approx(values[catalogue().metrics["booked_hours"].texts[language].title])
    assert len(rooms) == len(month.spaces) + 4
    assert build.id in [row[1] for row in about]


class TestCommand:
    def test_writes_a_report_of_every_division_that_has_a_month(
        self, sample_home: Path, build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "reports"
        arguments = [
            "report",
            "--month",
            MONTH,
            "--out",
            str(out),
            "--lang",
            "sv",
            "--home",
            str(sample_home),
        ]
        assert main(arguments) == 0
        said = capsys.readouterr()
        for code in visible_departments(build):
            is_empty = gather(code, MONTH, build=build).is_empty
            names = [report.file_name(code, MONTH, "sv", build.id, form) for form in report.FORMS]
            assert [(out / name).exists() for name in names] == [not is_empty] * 2
            assert (f"{code}: nothing in {MONTH}" in said.err) == is_empty
        assert len(said.out.splitlines()) == len(list(out.iterdir())) >= 4

    def test_writes_what_is_asked_for(self, sample_home: Path, tmp_path: Path) -> None:
        common = ["report", "--month", MONTH, "--out", str(tmp_path), "--home", str(sample_home)]
        assert main([*common, "--department", "KUVA", "--format", "xlsx"]) == 0
        assert [path.suffix for path in tmp_path.iterdir()] == [".xlsx"]

    @pytest.mark.parametrize(
        "wrong", [["--department", "NONE"], ["--format", "docx"], ["--month", "2026-13"], ["--build", "none"]]
    )
    def test_a_wrong_question_names_what_there_is(
        self, sample_home: Path, tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        common = ["report", "--month", MONTH, "--out", str(tmp_path / "out"), "--home", str(sample_home)]
        assert main([*common, *wrong]) == 2
        assert capsys.readouterr().err.startswith("error: ")

    def test_other_questions_are_asked_as_before(
        self, sample_home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["booked_hours", "--format", "csv", "--home", str(sample_home)]) == 0
        assert capsys.readouterr().out.startswith("value,numerator,denominator,suppressed")


class TestRoute:
    @pytest.fixture(autouse=True)
    def _at_home(self, sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))

    def link(self, build: Build, form: str, *, last: str = MONTH, department: str = DIVISION) -> str:
        filters = Filters.of(MONTH, last, department=[department])
        return f"/api/export/report.{form}?t={sign(Export(REPORT, build.id, 'fi', filters))}"

    def test_a_signed_link_gives_the_report(self, build: Build, month: DepartmentMonth) -> None:
        status, headers, body = get(self.link(build, "pdf"))
        assert (status, headers["content-type"]) == (200, "application/pdf")
        name = report.file_name(DIVISION, MONTH, "fi", build.id, "pdf")
        assert name in headers["content-disposition"]
        assert body == report.write(month, "fi", "pdf")
        assert get(self.link(build, "xlsx"))[2][:2] == b"PK"

    def test_a_link_that_asks_for_something_else_is_refused(self, build: Build) -> None:
        figures = f"/api/export/figures.pdf?t={sign(Export('figures', build.id, 'fi', metric='bookings'))}"
        for wrong in (
            self.link(build, "csv"),
            self.link(build, "pdf", last="2026-11"),
            self.link(build, "pdf", department="NONE"),
            figures,
        ):
            assert get(wrong)[0] == 403
