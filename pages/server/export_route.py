"""The download route: streams the file of a signed link, or shows a page that says what to do."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from typing import IO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from data import settings, warehouse
from data.access import audit_log
from data.access.viewer import Viewer
from data.city_profile import in_use
from data.files import report
from data.files.export import FORMS, REPORT, Export, count, department_and_month
from data.files.file_description import file_name
from data.files.signing import BadLink, ForeignLink, read
from data.files.writers import TooManyRows, csv_chunks, write_parquet, write_xlsx
from data.filters import QueryError
from data.warehouse import Build, NoWarehouse
from pages.server.download_places import PIECE_BYTES, Download, Place, Places
from pages.server.notice_page import notice

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
    # Set by the guard: without it nobody gets a file.
    viewer: Viewer = request.scope["viewer"]
    try:
        export = read(request.query_params.get("t", ""), subject=viewer.subject)
    except ForeignLink as error:
        return _not_allowed(viewer, error.export, form, "foreign_link")
    except BadLink:
        return _invalid(viewer, what, form)
    if not viewer.may_download(export):
        return _not_allowed(viewer, export, form, "outside_scope")
    forms = report.FORMS if export.what == REPORT else FORMS
    if form not in forms or what != export.what:
        return _invalid(viewer, what, form)
    try:
        build = warehouse.find_build(export.build_id)
    except NoWarehouse:
        return notice("export.gone", status=410)
    in_use.use(build.city)
    place = _places.take(request.client.host if request.client else "")
    if place is None:
        return notice("export.busy", status=503, headers={"Retry-After": "30"})
    response: Response | None = None
    try:
        response = _file(export, build, form, place, viewer)
    except TooManyRows:
        return notice("export.too_many", status=413)
    except QueryError:
        return _invalid(viewer, what, form)
    finally:
        if not isinstance(response, Download):
            place.leave()
    return response


def downloads_in_progress() -> int:
    """Return the number of downloads that are being made or sent."""
    return _places.held


def _invalid(viewer: Viewer, what: str, form: str) -> Response:
    audit_log.log_refusal(settings.home(), viewer, "invalid_link", place=f"{what}.{form}")
    return notice("export.bad_link", status=403)


def _not_allowed(viewer: Viewer, export: Export, form: str, reason: str) -> Response:
    audit_log.log_refusal(settings.home(), viewer, reason, export, form)
    return notice("rights.not_allowed", status=403)


def _file(export: Export, build: Build, form: str, place: Place, viewer: Viewer) -> Response:
    """Return the file, once it is in the audit log; a report is created as a whole before it is sent."""
    if export.what == REPORT:
        department, month = department_and_month(export)
        content = report.make(department, month, export.language, form, export.scope, build=build)
        name = report.file_name(department, month, export.language, build.id, form)
        audit_log.log_export(settings.home(), viewer, export, form, None)
        return Response(content, media_type=MEDIA_TYPES[form], headers=_headers(name))
    rows = count(export, build)
    headers = {**_headers(file_name(export, form)), "X-Row-Count": str(rows)}
    chunks = _chunks(export, build, form, rows)
    audit_log.log_export(settings.home(), viewer, export, form, rows)
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
