"""Broken and hostile files: each is refused or rejected with its reason, in bounded memory, and the last
good build stays as it is."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from data import warehouse
from data.settings import ROOT
from tests.support.commands import SECRET, Load, LoadOnce, SharedLoad, load_json
from tests.support.exports.participation_files import hearing_xlsx, votes_xlsx
from tests.support.exports.varaamo_files import statistics_csv

HEADER = b"id,reservation,state,reservation_type,begin,end,primary_reservation_unit,num_persons\r\n"
ROW = b"1,1,CONFIRMED,NORMAL,2025-03-03 10:00:00,2025-03-03 12:00:00,501,4\r\n"
BOOKING = {
    "begin": "2025-01-07T10:00:00+02:00",
    "end": "2025-01-07T11:00:00+02:00",
    "state": "CONFIRMED",
    "reservation_type": "NORMAL",
    "reservation_uuid": "u",
    "primary_reservation_unit": 501,
}


def _zip(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return content.getvalue()


def _workbook(write: Callable[[Any], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        write(book)
    return content.getvalue()


def _patched(sheet: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook of votes whose first sheet is changed."""
    valid = _votes()
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(valid)) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            body = old.read(part)
            new.writestr(part, sheet(body) if part.filename.endswith("sheet1.xml") else body)
    return content.getvalue()


def _votes(*votes: dict[str, Any]) -> bytes:
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"votes-{os.getpid()}.xlsx"
    try:
        return votes_xlsx(path, votes or [{}]).read_bytes()
    finally:
        path.unlink(missing_ok=True)


def _far_cell(body: bytes) -> bytes:
    return body.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def _json(*records: object, **about: object) -> bytes:
    return json.dumps({**about, "results": records} if about else records).encode()


# name: (content, part of the reason)
REFUSED: dict[str, Callable[[], tuple[bytes, str]]] = {
    "bomb.xlsx": lambda: (_zip(xl__worksheets__sheet1_xml=b"<a/>" * (90 << 20)), "unpack to more than"),
    "far_cell.xlsx": lambda: (_patched(_far_cell), "cells, empty ones included"),
    "no_sheets.xlsx": lambda: (_zip(nothing=b"x"), "neither text nor"),
    "cut.xlsx": lambda: (_votes()[:2000], "neither text nor"),
    "bad_xml.xlsx": lambda: (_patched(lambda body: body[: len(body) // 2]), "neither text nor"),
    "entities.xlsx": lambda: (
        _patched(
            lambda body: body.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1)[:600]
        ),
        "neither text nor",
    ),
    "wrong_size.xlsx": lambda: (_votes().replace(b"PK\x01\x02", b"PK\x01\x03"), "neither text nor"),
    "document.docx": lambda: (_zip(word__document_xml=b"<w/>"), "neither text nor"),
    "old.xls": lambda: (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "has a password"),
    "paper.pdf": lambda: (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)), "neither text nor"),
    "packed.gz": lambda: (b"\x1f\x8b\x08\x00" + bytes(range(200)), "neither text nor"),
    "utf16_no_mark.csv": lambda: (HEADER.decode().encode("utf-16-le"), "neither text nor"),
    "utf32.csv": lambda: (HEADER.decode().encode("utf-32"), "UTF-8"),
    "columns.csv": lambda: (b",".join(b"c%d" % n for n in range(100_000)) + b"\n", "100000 columns"),
    "known_columns.csv": lambda: (HEADER.strip() + b",x" * 100_000 + b"\r\n" + ROW, "columns; at most"),
    "one_column.csv": lambda: (b"id\n1\n", "do not match the export of any known"),
    "quote_open.csv": lambda: (HEADER + b'"' + b"x" * 100_000, "could not be read"),
    "headless.csv": lambda: (ROW * 3, "do not match the export of any known"),
    "xml.xml": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "web page",
    ),
    "script.html": lambda: (b"\n\n<script>alert(1)</script>", "web page"),
    "deep_record.json": lambda: (b'[{"begin": ' + b"[" * 200_000 + b"]" * 200_000 + b"}]", "cut off"),
    "text.json": lambda: (b'"only a text"', "do not match the export of any known"),
    "null.json": lambda: (b"[null]", "do not match the export of any known"),
    "lines.json": lambda: (json.dumps(BOOKING).encode() + b"\n" + json.dumps(BOOKING).encode(), "cut off"),
    "surrogate.json": lambda: (b'[{"begin": "\xed\xa0\x80", "end": "x"}]', "UTF-8"),
    "comma.json": lambda: (json.dumps([BOOKING]).encode()[:-1] + b",]", "cut off"),
    "object.json": lambda: (b'{"results": {"id": 1}}', "do not match the export of any known"),
    "empty_object.json": lambda: (b"{}", "do not match the export of any known"),
    "children.json": lambda: (
        _json({"birthyear": 2019, "postal_code": "00100", "languages_spoken_at_home": ["fi"]}),
        "list of participants",
    ),
    "comments.csv": lambda: (
        b"id;author/name;commentable_type;root_commentable_url\n1;Salainen;x;y\n",
        "comments with their authors",
    ),
    "pabulib.pb": lambda: (b"META\nkey;value\nVOTES\n", "META, PROJECTS and VOTES"),
    "no_votes.xlsx": lambda: (
        _workbook(lambda book: book.add_worksheet().write_row(0, 0, ["a", "b"])),
        "do not match the export of",
    ),
    "votes_unticked.xlsx": lambda: (
        _workbook(
            lambda book: book.add_worksheet().write_row(
                0, 0, ["user_hash", "order_hash", "budget_id", "voted_project_ids", "checked_out_at"]
            )
        ),
        "column is missing",
    ),
    "kukkuu_odd.json": lambda: (
        _json({"id": None, "occurrences": 5, "ticket_system": "internal", "enrolment_count": 1}, "x"),
        "cut off",
    ),
    "mixed_ends.csv": lambda: (HEADER.replace(b"\r\n", b"\n") + ROW + ROW.rstrip() + b"\n", "line endings"),
    "twice_a_key.json": lambda: (
        b"[" + json.dumps(BOOKING).encode()[:-1] + b', "state": "NONSENSE"}]',
        "broken or cut off",
    ),
}
# Files that load in part: (content, rows read, rows rejected).
REJECTED: dict[str, Callable[[], tuple[bytes, int, int]]] = {
    "cp1252_late.csv": lambda: (HEADER + ROW * 20_000 + b"1,1,T\xf6\xf6l\xf6,,,,,\r\n", 20_001, 1),
    "deep_later.json": lambda: (
        b"[" + json.dumps(BOOKING).encode() + b"," + b'{"a":' * 300_000 + b"1" + b"}" * 300_000 + b"]",
        2,
        1,
    ),
    "huge_cell.csv": lambda: (HEADER + ROW + b'2,2,CONFIRMED,"' + b"x" * (6 << 20) + b'",,,,\r\n', 2, 1),
    "formula.csv": lambda: (HEADER + ROW + ROW.replace(b"CONFIRMED", b'"=HYPERLINK(""http://x"")"'), 2, 1),
    "html_cell.csv": lambda: (HEADER + ROW + ROW.replace(b"CONFIRMED", b"<script>alert(1)</script>"), 2, 1),
    "extreme.csv": lambda: (
        HEADER
        + ROW.replace(b",4\r", b",99999999999999999999\r")
        + ROW.replace(b"2025-03-03 10", b"-290307-01-01 10")
        + ROW.replace(b"2025-03-03 12", b"9999-12-31 23")
        + ROW,
        4,
        3,
    ),
    "bom_inside.csv": lambda: (HEADER + ROW + b"\xef\xbb\xbf" + HEADER + ROW.replace(b"1,1", b"2,2"), 3, 1),
    "infinity.json": lambda: (
        _json(BOOKING, {**BOOKING, "num_persons": 1e308, "reservation_uuid": "v"}),
        2,
        1,
    ),
    "odd_types.json": lambda: (
        _json(BOOKING, {**BOOKING, "begin": {"a": [1]}, "reservation_uuid": "v"}, {**BOOKING, "state": 7}),
        3,
        2,
    ),
    "huge_value.json": lambda: (
        _json(BOOKING, {**BOOKING, "state": "x" * (8 << 20), "reservation_uuid": "v"}),
        2,
        1,
    ),
}


@pytest.fixture
def good(tmp_path: Path) -> tuple[Path, Path, str]:
    """Return exports, a home with a good build, and a digest of its warehouse."""
    exports, home = tmp_path / "exports", tmp_path / "home"
    statistics_csv(exports / "good.csv", [{"id": 1}])
    assert load_json(exports, home)["published"]
    return exports, home, state(home)


def state(home: Path) -> str:
    """Return a digest of the published build: its file and CURRENT.json."""
    folder = home / "warehouse"
    current = (folder / "CURRENT.json").read_bytes()
    return hashlib.sha256(current + (folder / json.loads(current)["path"]).read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def refused(load_once: LoadOnce) -> SharedLoad:
    def write(exports: Path) -> None:
        for name, make in REFUSED.items():
            (exports / name).write_bytes(make()[0])

    return load_once(write)


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_its_reason(refused: SharedLoad, name: str) -> None:
    outcome, home = refused
    _, reason = REFUSED[name]()
    file = outcome["by_file"][name]
    assert (file["status"], reason in file["message"]) == ("refused", True), file["message"]
    assert "Salainen" not in file["message"]
    assert not list((home / "landing").glob("*/*.parquet"))


@pytest.fixture(scope="module")
def partly_rejected(load_once: LoadOnce) -> SharedLoad:
    def write(exports: Path) -> None:
        for name, make in REJECTED.items():
            (exports / name).write_bytes(make()[0])

    return load_once(write)


@pytest.mark.parametrize("name", REJECTED)
def test_the_good_rows_of_a_bad_file_are_loaded(partly_rejected: SharedLoad, name: str) -> None:
    outcome, home = partly_rejected
    _, read, rejected = REJECTED[name]()
    file = outcome["by_file"][name]
    assert (file["status"], file["rows_read"], file["rows_rejected"]) == ("loaded", read, rejected)
    rejected_rows = warehouse.current(home).query("SELECT found FROM rejected_row WHERE file = ?", [name])
    assert len(rejected_rows) == rejected
    assert not rejected_rows["found"].fillna("").str.contains("script|HYPERLINK|xxxx").any()


def test_all_hostile_files_leave_the_last_build_untouched_in_bounded_memory(
    good: tuple[Path, Path, str],
) -> None:
    exports, home, before = good
    for name, make in REFUSED.items():
        (exports / name).write_bytes(make()[0])
    (exports / "pipe").mkdir()
    os.mkfifo(exports / "pipe" / "never_ends.csv")
    (exports / "outside.csv").symlink_to("/etc/passwd")
    (exports / "folder.csv").mkdir()
    (exports / "a;b\n'\".csv").write_bytes(b"<html>")
    completed = subprocess.run(
        [sys.executable, "-m", "etl", "load", "--exports", exports, "--home", home, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
        preexec_fn=_limited,
    )
    printed = json.loads(completed.stdout)
    statuses = {file["file"]: file["status"] for file in printed["files"]}
    assert statuses.pop("good.csv") == "unchanged"
    assert set(statuses.values()) == {"refused"}
    assert len(statuses) == len(REFUSED) + 1
    assert state(home) == before
    assert completed.returncode == 1


def _limited() -> None:
    """Limit the address space to two gigabytes more than the engine reserves for itself."""
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))


def test_an_unreadable_file_is_refused_and_the_others_load(tmp_path: Path, load: Load) -> None:
    exports = tmp_path / "exports"
    statistics_csv(exports / "good.csv", [{"id": 1}])
    hearing_xlsx(exports / "locked.xlsx", [{}])
    (exports / "good.csv.toml").write_text("year = [", encoding="utf-8")
    outcome = load()["by_file"]
    assert outcome["good.csv"]["status"] == "refused"
    assert outcome["locked.xlsx"]["status"] == "loaded"
