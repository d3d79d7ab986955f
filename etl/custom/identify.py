"""Which mapping a file is read with, and the file as that mapping sees it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from data.catalogue.tables import normalise
from data.text.messages import message
from etl.custom.mapping import PREFIX, Mapping
from etl.custom.reader import CODECS, read
from etl.inbox import workbook_guard
from etl.inbox.inspect import MOST_COLUMNS, Export, Refused, inspect, name_of, sidecar_of
from etl.inbox.recognise import recognise
from etl.landing.store import Load, said_beside
from etl.sources.base import Feed

#: A header row that is longer than this is none.
_LONGEST = 1 << 20
#: What is told of a file that nobody knows, or of a text that is not UTF-8. Whatever else is wrong with a
#: file, or speaks against reading it, a mapping does not mend.
_UNKNOWN = ("unknown_format", "encoding", "binary")


def identify(path: Path, folder: Path, known: Sequence[Mapping]) -> tuple[Export, Feed]:
    """A file of the inbox and how it is read: by its system's own source, else by a mapping.

    Raises Refused, or Unsupported, as ``inspect`` and ``recognise`` do.
    """
    try:
        export = inspect(path, folder)
        return export, recognise(export)
    except Refused as error:
        if error.stored.partition("?")[0] not in _UNKNOWN:
            raise
        found = read_as(path, folder, known)
        if found is None:
            raise
        return found


def read_as(path: Path, folder: Path, known: Sequence[Mapping]) -> tuple[Export, Feed] | None:
    """The file as the mapping that recognises it sees it, and how it is read; None where none does.

    Raises Refused where more than one mapping recognises it.
    """
    found = [(mapping, opened) for mapping in known if (opened := _opened(path, mapping))]
    if not found:
        return None
    if len(found) > 1:
        raise Refused(message("custom_several", mappings=", ".join(mapping.file for mapping, _ in found)))
    mapping, (sheet, headers) = found[0]
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
        read=lambda connection, opened: read(connection, opened, mapping),
        declared=mapping.canonical(),
    )
    return export, feed


def applied(load: Load, path: Path, known: Sequence[Mapping]) -> str:
    """What is now said of a landed file: by the file beside it and by the mapping that recognises it.

    A file whose mapping was taken away stays as it was landed. Raises Refused as ``read_as`` does.
    """
    said = sidecar_of(path)
    if load.source.startswith(PREFIX):
        found = read_as(path, path.parent, known)
        said = found[0].sidecar if found else {**said, "mapping": json.loads(load.sidecar).get("mapping")}
    return said_beside(said)


def _opened(path: Path, mapping: Mapping) -> tuple[str | None, list[str]] | None:
    """Sheet (of a workbook) and header row, where the file has all that the mapping looks for."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    if is_workbook != (mapping.format == "xlsx"):
        return None
    rows = _workbook_rows(path, mapping) if is_workbook else _text_row(path, mapping)
    for sheet, headers in rows:
        if set(mapping.recognise) <= set(map(normalise, headers)):
            return sheet, headers
    return None


def _text_row(path: Path, mapping: Mapping) -> Iterator[tuple[None, list[str]]]:
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


def _workbook_rows(path: Path, mapping: Mapping) -> Iterator[tuple[str, list[str]]]:
    if workbook_guard.trouble(path):
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
