"""Determine the kind and the headers of a file from its content, never from its name."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from data.catalogue.tables import normalise
from data.text.messages import message
from etl.inbox import workbook_guard
from etl.inbox.walk import name_of

HEAD_BYTES = 1 << 20
#: A sign-up list has its header in row 7, a hearing its labels down the first column.
SHEET_HEAD_ROWS = 8
#: Keys of the list of records in the known APIs.
CONTAINERS = ("results", "data")
#: More than four times the columns of the widest known export.
MOST_COLUMNS = 1_000
DELIMITERS = (",", ";", "\t", "|")
#: How a workbook with a password starts, and one of Excel before 2007.
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Refused(Exception):
    """The file is not a usable export; ``stored`` is the message (see data/text/messages.py)."""

    def __init__(self, stored: str) -> None:
        super().__init__(stored)
        self.stored = stored


@dataclass(frozen=True)
class Export:
    """A file and what was read from its start.

    ``headers`` are normalised: of the CSV, of the first JSON record, or of the sheet named ``sheet``.
    ``container`` is the JSON key of the list (None: the file is the list), ``envelope`` the rest.
    """

    path: Path
    name: str
    modified: dt.datetime
    kind: str
    headers: tuple[str, ...]
    raw_headers: tuple[str, ...]
    delimiter: str = ","
    container: str | None = None
    envelope: dict[str, Any] = field(default_factory=dict)
    sheets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sidecar: dict[str, Any] = field(default_factory=dict)


def sidecar_of(path: Path) -> dict[str, Any]:
    """Return the facts in the sidecar (``<file>.toml``) that the export lacks, such as its year.

    Raises Refused for a broken sidecar.
    """
    sidecar = path.with_name(path.name + ".toml")
    if not sidecar.is_file():
        return {}
    try:
        return tomllib.loads(sidecar.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise Refused(message("sidecar")) from None


def inspect(path: Path, folder: Path) -> Export:
    """Return the kind and headers of a file from its start. Raises Refused if it cannot be an export."""
    head = _head(path)
    stat = path.stat()
    name = name_of(path, folder)
    if "\\" in name:
        raise Refused(message("file_name"))
    modified = dt.datetime.fromtimestamp(int(stat.st_mtime), dt.UTC)
    sidecar = sidecar_of(path)
    if not head.strip():
        raise Refused(message("empty"))
    if head.startswith(b"PK\x03\x04"):
        if reason := workbook_guard.refusal(path):
            raise Refused(reason)
        sheets = _sheets(path)
        headers = max(sheets.values(), key=len, default=())
        return Export(path, name, modified, "xlsx", headers, headers, sheets=sheets, sidecar=sidecar)
    text = _text(head, whole=stat.st_size <= HEAD_BYTES)
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] == "<":
        raise Refused(message("html"))
    if start[:1] in "[{":
        container, envelope, record = _first_record(start, whole=stat.st_size <= HEAD_BYTES)
        raw = tuple(record)
        headers = tuple(normalise(key) for key in raw)
        return Export(path, name, modified, "json", headers, raw, ",", container, envelope, sidecar=sidecar)
    delimiter, raw = _csv_header(start)
    headers = tuple(normalise(header) for header in raw)
    return Export(path, name, modified, "csv", headers, raw, delimiter, sidecar=sidecar)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _text(head: bytes, *, whole: bool) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(message("encoding"))
    if head.startswith(OLD_WORKBOOK):
        raise Refused(message("old_workbook"))
    if b"\x00" in head:
        raise Refused(message("binary"))
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The end of the head may split a character.
        if not whole and error.start > len(head) - 4:
            return head[: error.start].decode("utf-8")
        raise Refused(message("encoding" if head[:4].isascii() else "binary")) from None


def _sheets(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the texts of the first rows of each sheet: the headers are not always in the first row."""
    try:
        workbook = CalamineWorkbook.from_path(path)
        return {
            sheet: tuple(
                normalise(str(cell))
                for row in workbook.get_sheet_by_name(sheet).to_python(nrows=SHEET_HEAD_ROWS)
                for cell in row
                if cell != ""
            )
            for sheet in workbook.sheet_names
        }
    except (CalamineError, OSError, ValueError):
        raise Refused(message("binary")) from None


def _first_record(text: str, *, whole: bool) -> tuple[str | None, dict[str, Any], dict[str, Any]]:
    """Return container, envelope and first record of a JSON list, from the start of the file."""
    decoder = json.JSONDecoder()
    if whole:
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            raise Refused(message("json_broken")) from None
        container, records, envelope = _unwrap(parsed)
        if not records:
            raise Refused(message("no_rows"))
        if not isinstance(records[0], dict):
            raise Refused(message("unknown_format"))
        return container, envelope, records[0]
    container = None
    start = 1
    envelope = {}
    if text.startswith("{"):
        if '"password"' in text or re.search(r'"users"\s*:\s*\[', text):
            raise Refused(message("personal_dump"))
        list_start = re.search(rf'"({"|".join(CONTAINERS)})"\s*:\s*\[', text)
        if not list_start:
            raise Refused(message("unknown_format"))
        container, start = list_start.group(1), list_start.end()
        count = re.search(r'"count"\s*:\s*(\d+)', text[: list_start.start()])
        following = re.search(r'"next"\s*:\s*"', text[: list_start.start()])
        envelope = {
            "count": int(count.group(1)) if count else None,
            "next": bool(following),
        }
    try:
        record, _ = decoder.raw_decode(text, re.compile(r"\s*").match(text, start).end())  # type: ignore[union-attr]
    except (ValueError, RecursionError):
        raise Refused(message("json_broken")) from None
    if not isinstance(record, dict):
        raise Refused(message("unknown_format"))
    return container, envelope, record


def _unwrap(parsed: Any) -> tuple[str | None, list[Any], dict[str, Any]]:
    if isinstance(parsed, list):
        return None, parsed, {}
    if "users" in parsed or "password" in parsed:
        raise Refused(message("personal_dump"))
    for container in CONTAINERS:
        if isinstance(parsed.get(container), list):
            meta = parsed.get("meta")
            meta = meta if isinstance(meta, dict) else parsed
            return (
                container,
                parsed[container],
                {"count": meta.get("count"), "next": meta.get("next")},
            )
    raise Refused(message("unknown_format"))


def _csv_header(text: str) -> tuple[str, tuple[str, ...]]:
    line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=line.count)
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (csv.Error, StopIteration):
        raise Refused(message("unknown_format")) from None
    if len(header) > MOST_COLUMNS:
        raise Refused(message("too_many_columns", found=len(header), limit=MOST_COLUMNS))
    return delimiter, tuple(header)


def refuse_duplicate_headers(export: Export) -> None:
    """Raise Refused if a header occurs twice: the right column is unknown."""
    duplicates = [h for h, n in Counter(h for h in export.headers if h).items() if n > 1]
    if duplicates:
        raise Refused(message("duplicate_headers", headers=", ".join(duplicates[:5])))
