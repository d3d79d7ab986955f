"""The download route: a signed link in, a streamed file out, or a page that says what to do."""

from __future__ import annotations

import html
import tempfile
import threading
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from data import warehouse
from data.files import report
from data.files.export import FORMS, REPORT, Export, count, department_and_month, file_name
from data.files.signing import BadLink, read
from data.files.writers import TooManyRows, csv_chunks, write_parquet, write_xlsx
from data.filters import QueryError
from data.settings import LANGUAGES
from data.text.texts import say
from data.warehouse import Build, NoWarehouse
from pages.server.navigation import base_path

#: Files made at the same time; each takes a thread and, for Excel, a core.
CONCURRENT = 4
CHUNK_BYTES = 1 << 20
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
}
_free = threading.BoundedSemaphore(CONCURRENT)


class _Place:
    """A place among the concurrent exports, given back when the file is sent or nobody waits for it."""

    def __init__(self) -> None:
        self._held = _free.acquire(blocking=False)

    def __bool__(self) -> bool:
        return self._held

    def leave(self) -> None:
        if self._held:
            self._held = False
            _free.release()

    def __del__(self) -> None:
        self.leave()


def download(request: Request) -> Response:
    """Serve ``/api/export/<what>.<form>?t=<token>``; runs in a thread, as the files are made in one."""
    what, form = request.path_params["what"], request.path_params["form"]
    try:
        export = read(request.query_params.get("t", ""))
    except BadLink:
        return _page("bad_link", 403)
    forms = report.FORMS if export.what == REPORT else FORMS
    if form not in forms or what != export.what:
        return _page("bad_link", 403)
    try:
        build = warehouse.find_build(export.build_id)
    except NoWarehouse:
        return _page("gone", 410)
    place = _Place()
    if not place:
        return _page("busy", 503, {"Retry-After": "30"})
    try:
        if export.what == REPORT:
            return _report(export, build, form, place)
        rows = count(export, build)
        chunks = _chunks(export, build, form, rows, place)
    except TooManyRows:
        return _page("too_many", 413)
    except QueryError:
        return _page("bad_link", 403)
    headers = {**_headers(file_name(export, form)), "X-Row-Count": str(rows)}
    return StreamingResponse(chunks, media_type=MEDIA_TYPES[form], headers=headers)


def _report(export: Export, build: Build, form: str, place: _Place) -> Response:
    """A division's month; small enough to be made whole before it is sent."""
    department, month = department_and_month(export)
    try:
        made = report.make(department, month, export.language, form, export.scope, build=build)
    finally:
        place.leave()
    name = report.file_name(department, month, export.language, build.id, form)
    return Response(made, media_type=MEDIA_TYPES[form], headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    return {"Cache-Control": "no-store", "Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}


def _chunks(export: Export, build: Build, form: str, rows: int, place: _Place) -> Iterator[bytes]:
    """The file in pieces. Excel and Parquet are written to a disk file first: they end with an index."""
    if form == "csv":
        return _leaving(csv_chunks(export, build), place)
    # Closed by the generator that reads it, or below.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write = write_xlsx if form == "xlsx" else write_parquet
    try:
        write(export, build, file, rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _leaving(_file_chunks(file), place)


def _file_chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _leaving(chunks: Iterator[bytes], place: _Place) -> Iterator[bytes]:
    try:
        yield from chunks
    finally:
        place.leave()


def _page(key: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """A page that says what happened and what to do, in the three languages."""
    paragraphs = "".join(
        f'<p lang="{language}">{html.escape(say(f"export.{key}", language))}</p>' for language in LANGUAGES
    )
    back = html.escape(say("terms.talkootila", "fi"))
    text = (
        '<!DOCTYPE html><html lang="fi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Talkootila</title></head><body><main>{paragraphs}"
        f'<p><a href="{base_path()}/">{back}</a></p></main></body></html>'
    )
    return HTMLResponse(text, status, {"Cache-Control": "no-store", **(headers or {})})
