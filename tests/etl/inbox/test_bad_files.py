"""Unusable files: each is refused or gets a warning, and the others still load."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.support.commands import LoadOnce, SharedLoad
from tests.support.exports.varaamo_files import statistics_csv, statistics_json

HEADER = b"id,reservation,state,reservation_type,begin,end,primary_reservation_unit,num_persons\r\n"
ROW = b"1,1,CONFIRMED,NORMAL,2025-03-03 10:00:00,2025-03-03 12:00:00,501,4\r\n"

REFUSED: dict[str, tuple[bytes, str]] = {
    "login.csv": (b"<!DOCTYPE html><html><body>Kirjaudu</body></html>", "web page"),
    "login.json": (b"  <html>sign in</html>", "web page"),
    "empty.csv": (b"", "empty"),
    "blank.csv": (b"\r\n  \r\n", "empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither text nor"),
    "not_really.xlsx": (b"PK\x03\x04" + b"\x00" * 200, "neither text nor"),
    "utf16.csv": ("id,state\n1,CONFIRMED\n".encode("utf-16"), "UTF-8"),
    "latin1.csv": (HEADER + "1,1,CONFIRMED,Töölö,,,,\r\n".encode("latin-1"), "UTF-8"),
    "nul.csv": (HEADER + b"1,\x00,CONFIRMED,,,,,\r\n", "neither text nor"),
    "cut.json": (b'[{"begin": "2025-01-07T10:00:00+02:00", "end": "2025-01-0', "cut off"),
    "cut_later.json": (b'[{"begin": "a", "end": "b"}, {"begin": "c"', "cut off"),
    "no_rows.json": (b"[]", "no rows"),
    "no_rows.csv": (HEADER, "no rows"),
    "deep.json": (b"[" * 100_000, "cut off"),
    "numbers.json": (b"[1, 2, 3]", "do not match the export of any known"),
    "unknown.csv": (b"a,b,c\n1,2,3\n", "do not match the export of any known"),
    "twice.csv": (HEADER.replace(b"num_persons", b"state") + ROW, "appears twice: state"),
    "no_begin.csv": (HEADER.replace(b"begin,", b"") + ROW, "column is missing: begin"),
    "dump.json": (b'{"users": [{"password": "pbkdf2$x", "email": "a@example.invalid"}]}', "user accounts"),
    "dump_list.json": (b'[{"id": 1, "password": "pbkdf2$x", "email": "a@example.invalid"}]', "user accounts"),
    "odd_meta.json": (b'{"meta": "x", "data": [{"id": "1"}]}', "do not match the export of any known"),
    "long_number.json": (b'[{"id": ' + b"1" * 5000 + b"}]", "cut off"),
    "all_broken.csv": (HEADER + b"1,2,3\r\n4,5\r\n", "could not be read"),
}


@pytest.fixture(scope="module")
def unusable(load_once: LoadOnce) -> SharedLoad:
    """One good file among all the unusable ones."""

    def write(exports: Path) -> None:
        statistics_csv(exports / "good.csv", [{"id": 1}])
        for name, (content, _) in REFUSED.items():
            (exports / name).write_bytes(content)

    return load_once(write)


@pytest.mark.parametrize("name", REFUSED)
def test_unusable_file_is_refused_and_the_others_load(unusable: SharedLoad, name: str) -> None:
    outcome, home = unusable
    _, reason = REFUSED[name]
    assert outcome["by_file"][name]["status"] == "refused"
    message = next(f["message"] for f in outcome["files"] if f["file"] == name)
    assert reason in message
    assert "@example" not in message
    assert (outcome["by_file"]["good.csv"]["status"], outcome["published"], outcome["exit_code"]) == (
        "loaded",
        True,
        1,
    )
    assert len(list((home / "landing").rglob("*.parquet*"))) == 1
    assert not list((home / "landing").rglob("*.tmp*"))


def test_nothing_usable_publishes_nothing(tmp_path: Path, load: Callable[..., dict[str, Any]]) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "login.csv").write_bytes(b"<html>")
    assert (load()["published"], load()["exit_code"]) == (False, 2)


def test_a_row_that_fits_no_columns_is_rejected_by_its_line(
    tmp_path: Path, load: Callable[..., dict[str, Any]], home: Path
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.csv").write_bytes(HEADER + ROW + ROW.replace(b"1,1", b"2,2") + b"3,3,CONFI")
    outcome = load()
    counts = {k: v for k, v in outcome["files"][0].items() if k.startswith("rows_")}
    assert counts == {"rows_read": 3, "rows_loaded": 2, "rows_rejected": 1, "rows_superseded": 0}
    assert "cut off" in outcome["files"][0]["message"]
    from data import warehouse

    rejected = warehouse.current(home).query("SELECT row_number, expected FROM rejected_row")
    assert rejected.to_numpy().tolist() == [[4, "expected_structure?"]]


def test_a_page_of_a_longer_list_is_loaded_with_a_warning(
    tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    statistics_json(tmp_path / "exports" / "page.json", [{"reservation_uuid": f"u{n}"} for n in range(100)])
    event = {
        "id": 1,
        "state": "approved",
        "start_time": "2025-05-01T09:00:00Z",
        "end_time": "2025-05-01T11:00:00Z",
        "estimated_attendee_count": 5,
        "contract_zone": 1,
        "trash_picker_count": 1,
        "is_anonymized": False,
    }
    body = {"count": 250, "next": "https://example.invalid/?page=2", "previous": None, "results": [event]}
    (tmp_path / "exports" / "events.json").write_text(json.dumps(body), encoding="utf-8")
    outcome = load()
    messages = {file["file"]: file["message"] for file in outcome["files"]}
    assert "exactly 100 rows" in messages["page.json"]
    assert "1 of 250" in messages["events.json"]
    assert {file["status"] for file in outcome["files"]} == {"loaded"}


def test_a_participants_list_is_never_read(tmp_path: Path, load: Callable[..., dict[str, Any]]) -> None:
    (tmp_path / "exports").mkdir()
    path = tmp_path / "exports" / "list.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(6, 0, ["Nimi", "Syntymäaika", "Puhelinnumero", "Status"])
        sheet.write_row(7, 0, ["Salainen Henkilö", "1990-01-01", "040", "Osallistuu"])
    outcome = load()
    assert outcome["files"][0]["status"] == "refused"
    assert "Salainen" not in outcome["files"][0]["message"]


def test_links_out_of_the_inbox_are_not_followed(tmp_path: Path, load: Callable[..., dict[str, Any]]) -> None:
    statistics_csv(tmp_path / "exports" / "good.csv", [{"id": 1}])
    statistics_csv(tmp_path / "elsewhere.csv", [{"id": 2}])
    (tmp_path / "exports" / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert [file["file"] for file in load()["files"]] == ["good.csv"]


def test_rows_that_fit_no_columns_are_counted_per_file(
    tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    """One engine reads all files of a load, and keeps no rows of one file for the next."""
    for name, broken in (("a", 2), ("b", 1), ("c", 0)):
        rows = [ROW.replace(b"1,1,", f"{name}{number},,".encode()) for number in range(3)]
        path = tmp_path / "exports" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(HEADER + b"".join(rows) + b"too,few\r\n" * broken)
    outcome = load()["files"]
    assert [(file["rows_read"], file["rows_rejected"]) for file in outcome] == [(5, 2), (4, 1), (3, 0)]
