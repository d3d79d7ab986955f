"""Files that people download: the same rows in every format, no key of a person, little memory."""

from __future__ import annotations

import csv
import io
import os
import stat
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from data.files import signing, writers
from data.files.export import BOOKINGS, FIGURES, KEYS, Export, count, rows
from data.files.file_description import file_name
from data.files.signing import BadLink
from data.files.writers import TooManyRows, as_csv, csv_chunks, write_parquet, write_xlsx
from data.filters import Filters, QueryError
from data.query import calculate
from data.scope import EVERYTHING, Scope
from data.secret_file import WrongSecret
from data.settings import ROOT
from data.warehouse import Build
from tests.support.tiny_warehouse import publish

OCTOBER = Filters.of("2026-10", "2026-10")


def booking(number: int, date: str = "2026-10-05", **more: object) -> dict[str, object]:
    """Return a booking with every key that must not leave the warehouse."""
    return {
        "booking_id": number,
        "booker": 9_000_000 + number,
        "organisation": 8_000_000 + number,
        "date": date,
        "hour": 10,
        "district": "301",
        "department": "KUVA",
        "state": "confirmed",
        "is_use": True,
        "begin_utc": f"{date} 07:00:00",
        "booked_minutes": Decimal("90.5"),
        "persons": 4,
        **more,
    }


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Three bookings of October 2026, one of them of another department, and one of September."""
    return publish(
        tmp_path / "home",
        {
            "booking": [
                booking(1),
                booking(2, purpose='=HYPERLINK("x";"y")', persons=None),
                booking(3, department="KASKO", district="503", state="cancelled", is_use=False),
                booking(4, "2026-09-30"),
            ]
        },
        is_sample=True,
    )


@pytest.fixture
def bookings(build: Build) -> Export:
    return Export(BOOKINGS, build.id, "fi", OCTOBER, scope=EVERYTHING)


def read_csv(export: Export, build: Build, delimiter: str) -> tuple[str, list[dict[str, str]]]:
    text = b"".join(csv_chunks(export, build)).decode("utf-8")
    return text, list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


class TestBookings:
    def test_every_format_has_the_same_rows(self, bookings: Export, build: Build, tmp_path: Path) -> None:
        assert count(bookings, build) == 3
        _, from_csv = read_csv(bookings, build, ";")
        with (tmp_path / "a.parquet").open("wb") as file:
            write_parquet(bookings, build, file, 3)
        with (tmp_path / "a.xlsx").open("wb") as file:
            write_xlsx(bookings, build, file, 3)
        table = pq.read_table(tmp_path / "a.parquet")
        sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
        assert [row["district"] for row in from_csv] == table.column("district").to_pylist()
        assert [row["district"] for row in from_csv] == [r[sheet[0].index("district")] for r in sheet[1:]]
        assert list(from_csv[0]) == table.column_names == sheet[0]

    def test_no_key_leaves_the_warehouse(self, bookings: Export, build: Build) -> None:
        names = rows(bookings, build).schema.names
        assert not set(KEYS) & set(names)
        assert not [name for name in names if name.endswith("_key")]
        text, _ = read_csv(bookings, build, ";")
        assert "900000" not in text
        assert "800000" not in text

    def test_filters_and_scope_limit_the_rows(self, bookings: Export, build: Build) -> None:
        assert count(replace(bookings, filters=Filters.of(district=["503"])), build) == 1
        assert count(replace(bookings, scope=Scope(("KASKO",), "internal")), build) == 1
        assert count(replace(bookings, scope=Scope((), "internal")), build) == 0
        assert rows(replace(bookings, scope=Scope(("KASKO",), "internal")), build).read_all().num_rows == 1

    def test_an_unknown_dimension_or_content_is_an_error(self, bookings: Export, build: Build) -> None:
        with pytest.raises(QueryError, match="no dimension 'booker'"):
            count(replace(bookings, filters=Filters.of(booker=["9000001"])), build)
        with pytest.raises(QueryError, match="unknown export 'landing'"):
            count(replace(bookings, what="landing"), build)


class TestCsv:
    def test_the_finnish_dialect_opens_in_excel(self, bookings: Export, build: Build) -> None:
        text, csv_rows = read_csv(bookings, build, ";")
        assert text.startswith("\ufeffdate;month;")
        assert text.count("\r\n") == 4
        assert "\n" not in text.replace("\r\n", "")
        assert (csv_rows[0]["booked_minutes"], csv_rows[0]["persons"]) == ("90,5", "4")
        assert csv_rows[0]["begin_utc"] == "2026-10-05 07:00:00"
        assert csv_rows[1]["persons"] == ""

    def test_the_other_dialect_follows_rfc_4180(self, bookings: Export, build: Build) -> None:
        text, csv_rows = read_csv(replace(bookings, dialect="rfc4180"), build, ",")
        assert text.startswith("date,month,")
        assert csv_rows[0]["booked_minutes"] == "90.5"

    def test_a_missing_value_is_an_empty_cell(self) -> None:
        table = pa.table({"value": [1.5, float("nan"), None], "x": [-1.0, 2.0, 3.0]})
        assert b"".join(as_csv(table.to_reader(), "fi")).decode() == (
            "\ufeffvalue;x\r\n1,5;-1\r\n;2\r\n;3\r\n"
        )

    def test_a_column_of_codes_is_written_as_its_texts(self) -> None:
        """Also where the codes of the next batch are others."""
        texts = [["=1+1", 'a;"b"', None, "=1+1"], ["b", "=1+1", "b", None]]
        batches = [pa.array(some).dictionary_encode() for some in texts]
        coded = pa.chunked_array(batches, batches[0].type)
        plain = pa.chunked_array([pa.array(some) for some in texts])
        written, expected = (
            b"".join(as_csv(pa.table({"x": column, "n": range(8)}).to_reader(), "fi"))
            for column in (coded, plain)
        )
        assert written == expected
        assert b"'=1+1;0\r\n" in written


class TestXlsx:
    def test_cells_are_typed_and_sheets_describe_the_file(
        self, bookings: Export, build: Build, tmp_path: Path
    ) -> None:
        with (tmp_path / "a.xlsx").open("wb") as file:
            write_xlsx(bookings, build, file, 3)
        book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
        assert book.sheet_names == ["Tiedot", "Rajaukset", "Tietokuvaus", "Koodi"]
        header, first, second, *_ = (list(row) for row in book.get_sheet_by_index(0).to_python())
        cells: dict[str, Any] = dict(zip(map(str, header), first, strict=True))
        assert (cells["booked_minutes"], cells["is_use"]) == (90.5, True)
        assert cells["date"].isoformat() == "2026-10-05"
        assert str(second[header.index("purpose")]).startswith("=HYPERLINK")  # as text, not as a formula
        filters = {str(name): str(text) for name, text in book.get_sheet_by_name("Rajaukset").to_python()}
        assert (filters["Alkukuukausi"], filters["Rivejä"]) == ("2026-10", "3")
        assert "Esimerkkiaineistoa" in filters["Huomaa"]
        assert ["district 301", "301 fi"] in book.get_sheet_by_name("Koodi").to_python()

    def test_too_many_rows_for_a_sheet_are_refused(
        self, bookings: Export, build: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writers, "XLSX_MAX_ROWS", 2)
        with pytest.raises(TooManyRows):
            write_xlsx(bookings, build, io.BytesIO(), 3)


def test_figures_are_those_of_the_pages(build: Build) -> None:
    export = Export(FIGURES, build.id, "en", OCTOBER, metric="bookings", by=("district",), scope=EVERYTHING)
    table = rows(export, build).read_all()
    expected = calculate("bookings", ["district"], OCTOBER, scope=EVERYTHING, build=build)
    assert table.column_names == list(expected.columns)
    assert table.column("value").to_pylist() == expected["value"].tolist()
    assert count(export, build) == len(expected)
    assert file_name(export, "csv") == "talkootila-bookings-district-2026-10-2026-10-tiny.csv"


class TestLinks:
    def test_a_link_restores_every_field_of_the_export(self, bookings: Export, tmp_path: Path) -> None:
        export = replace(
            bookings,
            filters=Filters.of("2026-01", None, "2026-10-20", district=["503", "301"]),
            scope=Scope(("KUVA",), "internal"),
            by=("month",),
        )
        assert signing.read(signing.sign(export, tmp_path), tmp_path) == export

    def test_an_altered_old_or_foreign_link_is_refused(self, bookings: Export, tmp_path: Path) -> None:
        token = signing.sign(bookings, tmp_path / "one")
        for altered in (token[:-2] + "xx", "", "e30.x.y", token[3:]):
            with pytest.raises(BadLink):
                signing.read(altered, tmp_path / "one")
        with pytest.raises(BadLink):
            signing.read(token, tmp_path / "one", max_age_seconds=-1)
        with pytest.raises(BadLink):
            signing.read(token, tmp_path / "two")

    def test_only_its_owner_can_read_the_secret_file(self, bookings: Export, tmp_path: Path) -> None:
        signing.sign(bookings, tmp_path)
        assert stat.S_IMODE((tmp_path / "secret-links").stat().st_mode) == 0o600

    def test_the_secret_can_be_set_in_the_environment(
        self, bookings: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TALKOOTILA_LINK_SECRET", "a secret of two servers, long enough")
        assert signing.read(signing.sign(bookings, tmp_path / "one"), tmp_path / "two") == bookings
        assert not (tmp_path / "one").exists()

    @pytest.mark.parametrize("secret", ["", "x", "a" * 31])
    def test_a_short_secret_signs_no_link(
        self, bookings: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
    ) -> None:
        monkeypatch.setenv("TALKOOTILA_LINK_SECRET", secret)
        with pytest.raises(WrongSecret):
            signing.sign(bookings, tmp_path)

    def test_a_secret_file_that_a_group_can_read_signs_no_link(
        self, bookings: Export, tmp_path: Path
    ) -> None:
        signing.sign(bookings, tmp_path)
        (tmp_path / "secret-links").chmod(0o640)
        with pytest.raises(WrongSecret):
            signing.sign(bookings, tmp_path)


MEASURE = """
import sys
from data import warehouse
from data.files.export import BOOKINGS, Export, count
from data.files.writers import csv_chunks
from data.filters import Filters
from data.scope import EVERYTHING

def resident_mb():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

build = warehouse.current()
export = Export(BOOKINGS, build.id, "fi", Filters(), EVERYTHING)
assert count(export, build) == 2_000_000
before, peak, lines = resident_mb(), 0.0, 0
for chunk in csv_chunks(export, build):
    lines += chunk.count(b"\\r\\n")
    peak = max(peak, resident_mb())
assert lines == 2_000_001, lines
print(peak - before)
"""


@pytest.mark.slow
def test_two_million_rows_stream_with_little_memory(tmp_path: Path) -> None:
    # Different times and numbers, so that the table does not compress too well.
    change = (
        "INSERT INTO booking SELECT b.* REPLACE (i AS booking_id, begin_utc + INTERVAL (i) MINUTE AS"
        " begin_utc, (hash(i) % 500)::INTEGER AS persons, 's' || hash(i) % 5000 AS space)"
        " FROM booking AS b, range(999999) AS r(i)"
    )
    rows = {"booking": [booking(1), booking(2, purpose="Liikunta", district="101")]}
    publish(tmp_path, rows, change=change)
    completed = subprocess.run(
        [sys.executable, "-c", MEASURE],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr
    assert float(completed.stdout) < 100
