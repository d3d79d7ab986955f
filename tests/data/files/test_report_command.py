"""The report from the command line and over a signed link."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.__main__ import main
from data.analyses.department_month import DepartmentMonth, gather, visible_departments
from data.files import report
from data.files.export import REPORT, Export
from data.files.signing import sign
from data.filters import Filters
from data.scope import EVERYTHING
from data.warehouse import Build, current
from tests.support.asgi import get

MONTH, DEPARTMENT = "2026-10", "KUVA"


@pytest.fixture(scope="module")
def build(sample_home: Path) -> Build:
    return current(sample_home)


@pytest.fixture(scope="module")
def month(build: Build) -> DepartmentMonth:
    return gather(DEPARTMENT, MONTH, scope=EVERYTHING, build=build)


class TestCommand:
    def test_writes_a_report_of_every_department_that_has_data(
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
        printed = capsys.readouterr()
        for code in visible_departments(build, scope=EVERYTHING):
            is_empty = gather(code, MONTH, scope=EVERYTHING, build=build).is_empty
            names = [report.file_name(code, MONTH, "sv", build.id, form) for form in report.FORMS]
            assert [(out / name).exists() for name in names] == [not is_empty] * 2
            assert (f"{code}: nothing in {MONTH}" in printed.err) == is_empty
        assert len(printed.out.splitlines()) == len(list(out.iterdir())) >= 4

    def test_writes_only_the_chosen_department_and_format(self, sample_home: Path, tmp_path: Path) -> None:
        common = ["report", "--month", MONTH, "--out", str(tmp_path), "--home", str(sample_home)]
        assert main([*common, "--department", "KUVA", "--format", "xlsx"]) == 0
        assert [path.suffix for path in tmp_path.iterdir()] == [".xlsx"]

    @pytest.mark.parametrize(
        "wrong", [["--department", "NONE"], ["--format", "docx"], ["--month", "2026-13"], ["--build", "none"]]
    )
    def test_a_wrong_argument_is_an_error(
        self, sample_home: Path, tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        common = ["report", "--month", MONTH, "--out", str(tmp_path / "out"), "--home", str(sample_home)]
        assert main([*common, *wrong]) == 2
        assert capsys.readouterr().err.startswith("error: ")

    def test_other_commands_still_work(self, sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["booked_hours", "--format", "csv", "--home", str(sample_home)]) == 0
        assert capsys.readouterr().out.startswith("value,numerator,denominator,suppressed")


class TestRoute:
    @pytest.fixture(autouse=True)
    def _sample_city(self, sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))

    def link(self, build: Build, form: str, *, last: str = MONTH, department: str = DEPARTMENT) -> str:
        filters = Filters.of(MONTH, last, department=[department])
        return (
            f"/api/export/report.{form}?t={sign(Export(REPORT, build.id, 'fi', filters, scope=EVERYTHING))}"
        )

    def test_a_signed_link_gives_the_report(self, build: Build, month: DepartmentMonth) -> None:
        status, headers, body = get(self.link(build, "pdf"))
        assert (status, headers["content-type"]) == (200, "application/pdf")
        name = report.file_name(DEPARTMENT, MONTH, "fi", build.id, "pdf")
        assert name in headers["content-disposition"]
        assert body == report.write(month, "fi", "pdf")
        assert get(self.link(build, "xlsx"))[2][:2] == b"PK"

    def test_a_link_to_an_invalid_report_is_refused(self, build: Build) -> None:
        export = Export("figures", build.id, "fi", Filters(), EVERYTHING, "bookings")
        figures = f"/api/export/figures.pdf?t={sign(export)}"
        for address in (
            self.link(build, "csv"),
            self.link(build, "pdf", last="2026-11"),
            self.link(build, "pdf", department="NONE"),
            figures,
        ):
            assert get(address)[0] == 403
