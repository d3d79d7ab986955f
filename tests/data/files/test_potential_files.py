"""Files of the potential finder and of the parts of the week: the rows of the page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data.analyses.potential import TABLES, find
from data.files import signing
from data.files.export import POTENTIAL, WEEK, Export, count
from data.files.file_description import description_lines, file_name, filter_lines
from data.files.writers import csv_chunks, write_xlsx
from data.filters import QueryError
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.potential_city import EVENINGS, OCTOBER, publish_city


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return publish_city(tmp_path / "home")


class TestFiles:
    def test_a_file_has_the_rows_of_the_page(self, build: Build, tmp_path: Path) -> None:
        potential = find(EVENINGS, OCTOBER, scope=EVERYTHING, build=build)
        for table in TABLES:
            export = Export(
                POTENTIAL, build.id, "sv", OCTOBER, metric=table, search=EVENINGS, scope=EVERYTHING
            )
            text = b"".join(csv_chunks(export, build)).decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
            expected = potential.table[table]
            assert count(export, build) == len(rows) == len(expected)
            idle = [float(row["idle_hours"].replace(",", ".")) for row in rows]
            assert idle == expected["idle_hours"].tolist()
            assert rows[0]["district_name"] == "701 sv"
            with (tmp_path / "a.xlsx").open("wb") as file:
                write_xlsx(export, build, file, len(rows))
            sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
            assert [r[sheet[0].index("idle_hours")] for r in sheet[1:]] == idle
            described_columns = [name for name, _ in description_lines(export) if name]
            assert described_columns == sheet[0]
            assert ("Sökning: klockslag", "16–20") in filter_lines(export, build, len(rows))

    def test_a_signed_link_keeps_the_search(self, build: Build, tmp_path: Path) -> None:
        export = Export(POTENTIAL, build.id, "fi", OCTOBER, metric="rooms", search=EVENINGS, scope=EVERYTHING)
        assert signing.read(signing.sign(export, tmp_path), tmp_path) == export
        assert file_name(export, "csv").startswith("talkootila-potential-rooms-2026-10")

    def test_an_unknown_table_or_dimension_is_an_error(self, build: Build) -> None:
        with pytest.raises(QueryError, match="unknown table 'people'"):
            count(Export(POTENTIAL, build.id, "fi", OCTOBER, metric="people", scope=EVERYTHING), build)
        with pytest.raises(QueryError, match="no dimension"):
            count(
                Export(WEEK, build.id, "fi", OCTOBER, metric="booked_hours_per_1000", scope=EVERYTHING), build
            )

    def test_the_parts_of_the_week_can_be_downloaded(self, build: Build) -> None:
        export = Export(WEEK, build.id, "fi", OCTOBER, metric="booked_hours", scope=EVERYTHING)
        text = b"".join(csv_chunks(export, build)).decode("utf-8-sig")
        assert text.split("\r\n")[:2] == [
            "part;value;numerator;denominator;suppressed",
            "main;1,5;1,5;;false",
        ]
        assert "part" in dict(description_lines(export))
