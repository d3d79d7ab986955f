"""Find the mapping that recognises a file, and describe the file as that mapping reads it."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from data.catalogue.tables import normalise
from data.text.messages import message
from etl.custom.json_rows import json_table
from etl.custom.mapping import PREFIX, Mapping
from etl.custom.reader import read
from etl.custom.rows import CODECS
from etl.inbox import workbook_guard
from etl.inbox.inspect import MOST_COLUMNS, Export, Refused, inspect, sidecar_of
from etl.inbox.recognise import recognise
from etl.inbox.walk import name_of
from etl.landing.store import Load, sidecar_text
from etl.sources.base import Feed

#: A longer row is not a header row.
_LONGEST = 1 << 20
#: Bytes that distinguish a workbook, JSON and a table of text.
_HEAD = 4096
#: Reasons to refuse a file that a mapping may overcome: an unknown system, another encoding, JSON lines.
UNKNOWN = ("unknown_format", "encoding", "binary", "json_broken")


def identify(path: Path, folder: Path, known: Sequence[Mapping]) -> tuple[Export, Feed]:
    """Return a file of the inbox and the feed that reads it: of a known system, else of a mapping.

    Raises Refused or Unsupported, as ``inspect`` and ``recognise`` do.
    """
    try:
        export = inspect(path, folder)
        return export, recognise(export)
    except Refused as error:
        if error.stored.partition("?")[0] not in UNKNOWN:
            raise
        mapped = identify_by_mapping(path, folder, known)
        if mapped is None:
            raise
        return mapped


def identify_by_mapping(path: Path, folder: Path, known: Sequence[Mapping]) -> tuple[Export, Feed] | None:
    """Return the file and the feed of the mapping that recognises it; None if no mapping does.

    Raises Refused if several mappings recognise it.
    """
    matches = [(mapping, layout) for mapping in known if (layout := _sheet_and_headers(path, mapping))]
    if not matches:
        return None
    if len(matches) > 1:
        raise Refused(message("custom_several", mappings=", ".join(mapping.file for mapping, _ in matches)))
    mapping, (sheet, headers) = matches[0]
    stat = path.stat()
    export = Export(
        path=path,
        name=name_of(path, folder),
        modified=dt.datetime.fromtimestamp(int(stat.st_mtime), dt.UTC),
        kind=mapping.format,
        headers=tuple(map(normalise, headers)),
        raw_headers=tuple(headers),
        delimiter=mapping.delimiter,
        sidecar={**sidecar_of(path), "mapping": asdict(mapping)},
    )
    mapping = replace(mapping, sheet=sheet)
    feed = Feed(
        source=mapping.source,
        name=Path(mapping.file).stem,
        table=mapping.table,
        kind=mapping.format,
        signature=frozenset(mapping.recognise),
        minimum=len(set(mapping.recognise)),
        read=lambda connection, mapped_export: read(connection, mapped_export, mapping),
        declared=mapping.canonical(),
    )
    return export, feed


def current_sidecar(load: Load, path: Path, known: Sequence[Mapping]) -> str:
    """Return a landed file's sidecar as it is now, with the mapping that recognises the file.

    A file whose mapping was removed stays as it was landed. Raises Refused like ``identify_by_mapping``.
    """
    sidecar = sidecar_of(path)
    if load.source.startswith(PREFIX):
        mapped = identify_by_mapping(path, path.parent, known)
        landed_with = json.loads(load.sidecar).get("mapping")
        sidecar = mapped[0].sidecar if mapped else {**sidecar, "mapping": landed_with}
    return sidecar_text(sidecar)


def _sheet_and_headers(path: Path, mapping: Mapping) -> tuple[str | None, list[str]] | None:
    """Return sheet (of a workbook) and header row, if the file has all headers that the mapping needs."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if mapping.format != _kind(head):
        return None
    for sheet, headers in _HEADERS[mapping.format](path, mapping):
        if set(mapping.recognise) <= set(map(normalise, headers)):
            return sheet, headers
    return None


def _kind(head: bytes) -> str:
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    return "json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") else "csv"


def _json_headers(path: Path, mapping: Mapping) -> Iterator[tuple[str | None, list[str]]]:
    with contextlib.suppress(Refused):
        yield None, list(json_table(path, mapping.records).headers)


def _text_row(path: Path, mapping: Mapping) -> Iterator[tuple[str | None, list[str]]]:
    try:
        with path.open(encoding=CODECS[mapping.encoding], newline="") as file:
            lines = iter(lambda: file.readline(_LONGEST), "")
            for number, row in enumerate(csv.reader(lines, delimiter=mapping.delimiter), 1):
                if number == mapping.header_row and len(row) <= MOST_COLUMNS:
                    yield None, [header.strip("\ufeff") for header in row]
                if number >= mapping.header_row:
                    return
    except (UnicodeError, csv.Error):
        return


def _workbook_rows(path: Path, mapping: Mapping) -> Iterator[tuple[str | None, list[str]]]:
    if workbook_guard.refusal(path):
        return
    try:
        book = CalamineWorkbook.from_path(path)
        for sheet in book.sheet_names:
            if mapping.sheet in (None, sheet):
                rows = book.get_sheet_by_name(sheet).to_python(
                    skip_empty_area=False, nrows=mapping.header_row
                )
                if len(rows) == mapping.header_row:
                    yield sheet, [str(cell) for cell in rows[-1]]
    except (CalamineError, OSError, ValueError):
        return


_HEADERS = {"csv": _text_row, "xlsx": _workbook_rows, "json": _json_headers}
