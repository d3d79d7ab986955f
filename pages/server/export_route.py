"""The download route: streams the file of a signed link, or shows a page that says what to do."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Generator
from typing import IO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from data import warehouse
from data.files import report
from data.files.export import FORMS, REPORT, Export, count, department_and_month
from data.files.file_description import file_name
from data.files.signing import BadLink, read
from data.files.writers import TooManyRows, csv_chunks, write_parquet, write_xlsx
from data.filters import QueryError
from data.settings import LANGUAGES
from data.text.texts import say
from data.warehouse import Build, NoWarehouse
from pages.server.download_places import PIECE_BYTES, Download, Place, Places
from pages.server.navigation import base_path

#: Downloads at the same time, in total and per client; each takes a thread and, for Excel, a core.
CONCURRENT = 4
PER_CLIENT = 2
#: Seconds within which a client must take the next piece of a file.
SEND_DEADLINE_SECONDS = 30.0
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
}
_places = Places(CONCURRENT, PER_CLIENT)


def download(request: Request) -> Response:
    """Serve ``/api/export/<what>.<form>?t=<token>``. Runs in a thread, since it creates the file."""
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
    place = _places.take(request.client.host if request.client else "")
    if place is None:
        return _page("busy", 503, {"Retry-After": "30"})
    response: Response | None = None
    try:
        response = _file(export, build, form, place)
    except TooManyRows:
        return _page("too_many", 413)
    except QueryError:
        return _page("bad_link", 403)
    finally:
        if not isinstance(response, Download):
            place.leave()
    return response


def downloads_in_progress() -> int:
    """Return the number of downloads that are being made or sent."""
    return _places.held


def _file(export: Export, build: Build, form: str, place: Place) -> Response:
    """Return the file; a report is small enough to be created as a whole before it is sent."""
    if export.what == REPORT:
        department, month = department_and_month(export)
        content = report.make(department, month, export.language, form, export.scope, build=build)
        name = report.file_name(department, month, export.language, build.id, form)
        return Response(content, media_type=MEDIA_TYPES[form], headers=_headers(name))
    rows = count(export, build)
    headers = {**_headers(file_name(export, form)), "X-Row-Count": str(rows)}
    chunks = _chunks(export, build, form, rows)
    return Download(chunks, place, MEDIA_TYPES[form], headers, SEND_DEADLINE_SECONDS)


def _headers(name: str) -> dict[str, str]:
    return {"Cache-Control": "no-store", "Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}


def _chunks(export: Export, build: Build, form: str, rows: int) -> Generator[bytes]:
    """Return the file in chunks. Excel and Parquet end with an index, so they are written to disk first."""
    if form == "csv":
        return (chunk for chunk in csv_chunks(export, build))
    # Closed by the generator that reads it, or below.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write = write_xlsx if form == "xlsx" else write_parquet
    try:
        write(export, build, file, rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return _file_chunks(file)


def _file_chunks(file: IO[bytes]) -> Generator[bytes]:
    with file:
        while chunk := file.read(PIECE_BYTES):
            yield chunk


def _page(key: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """Return a page that says what happened and what to do, in three languages."""
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
