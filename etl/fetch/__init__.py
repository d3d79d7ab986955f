"""Fetch exports from the APIs into the inbox, as the files that a person would have exported."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from data.city_profile.in_use import city_zone
from data.text.messages import message
from etl.fetch import hauki, linked_events, servicemap, varaamo
from etl.fetch.client import Client, Report
from etl.fetch.configuration import FetchFailed, configuration
from etl.fetch.endpoint import Endpoint, Source
from etl.fetch.pages import Pages, Run

SOURCES: dict[str, Source] = {
    source.name: source for source in (varaamo.SOURCE, linked_events.SOURCE, hauki.SOURCE, servicemap.SOURCE)
}
#: Folder of the inbox for fetched files, with a folder per source.
FETCHED = "fetched"

#: Called after every page with the list, its rows so far, and the total number (None: unknown).
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Fetched:
    """What happened to a list (fetched, empty or failed); its files, pages, rows and messages."""

    source: str
    list: str
    status: str
    since: str | None = None
    files: tuple[str, ...] = ()
    pages: int = 0
    rows: int = 0
    complete: bool = True
    message: str = ""


@dataclass(frozen=True)
class Session:
    """One run of the command: the source, its client, the folders of its files, and the reports."""

    source: Source
    client: Client
    exports: Path
    folder: Path
    since: dt.date | None
    report: Report
    progress: Progress


def exit_code(lists: Sequence[Fetched]) -> int:
    """0: all fetched; 1: some failed or may lack rows; 2: none fetched."""
    failed = [fetched for fetched in lists if fetched.status == "failed"]
    if len(failed) == len(lists):
        return 2
    return 1 if failed or not all(fetched.complete for fetched in lists) else 0


def fetch(
    name: str,
    exports: Path,
    *,
    since: dt.date | None = None,
    home: Path | None = None,
    only: Sequence[str] = (),
    report: Report = lambda _: None,
    progress: Progress = lambda *_: None,
) -> list[Fetched]:
    """Fetch the lists of a source, or ``only`` some, into ``exports``/fetched/``name``.

    Without ``since``, each list is fetched from the start of its last complete run, or whole. If a list
    fails, the others are still fetched. Raises FetchFailed if none can be: wrong settings, no token, or
    another fetch of the source under way.
    """
    source = SOURCES[name]
    settings = configuration(name, home)
    endpoints = [endpoint for endpoint in source.endpoints if not only or endpoint.name in only]
    no_token = message("fetch_no_token", source=name, variable=settings.variable("token"))
    locked = set() if settings.token() else {endpoint.name for endpoint in endpoints if not endpoint.is_open}
    if len(locked) == len(endpoints):
        raise FetchFailed(no_token)
    # A wrong address is reported once, not for every list.
    _ = settings.address
    folder = exports / FETCHED / name
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".fetch.lock")
    try:
        lock.acquire(timeout=0.1)
    except Timeout:
        raise FetchFailed(message("fetch_under_way", source=name)) from None
    with lock, Client(settings, report, scheme=source.scheme) as client:
        session = Session(source, client, exports, folder, since, report, progress)
        return [
            Fetched(name, endpoint.name, "failed", complete=False, message=no_token)
            if endpoint.name in locked
            else _fetch_list(session, endpoint)
            for endpoint in endpoints
        ]


def _fetch_list(session: Session, endpoint: Endpoint) -> Fetched:
    """Fetch every page of a list and write its files; return what happened, and why rows may be missing."""
    pages = Pages(session.folder, endpoint.name)
    result = Fetched(session.source.name, endpoint.name, "failed", complete=False)
    try:
        pages.open("", 0)
        since = session.since or pages.next_since
        result = replace(result, since=since.isoformat() if since else None)
        run = _start_run(session, endpoint, pages, since)
        _fetch_pages(session, endpoint, pages, run)
        files = pages.publish(endpoint.container, session.client.configuration.limits.megabytes_a_file)
    except FetchFailed as error:
        page_count = pages.run.pages if pages.run else 0
        messages = [error.stored, *([message("fetch_goes_on", pages=page_count)] if page_count else [])]
        rows = pages.run.rows if pages.run else 0
        return replace(result, rows=rows, pages=page_count, message="\n".join(messages))
    except OSError as error:
        return replace(result, message=message("fetch_disk", reason=type(error).__name__))
    reasons = _incompleteness_reasons(run)
    pages.finish(_next_since(session, pages, run, is_complete=not reasons))
    return replace(
        result,
        status="fetched" if files else "empty",
        files=tuple(path.relative_to(session.exports).as_posix() for path in files),
        pages=run.pages,
        rows=run.rows,
        complete=not reasons,
        message="\n".join(reasons or _notes(run)),
    )


def _start_run(session: Session, endpoint: Endpoint, pages: Pages, since: dt.date | None) -> Run:
    """Return the run that an earlier command left unfinished, else a new one."""
    settings = session.client.configuration
    first = endpoint.first_query(settings, since)
    request = json.dumps([settings.address, endpoint.path, first], sort_keys=True)
    digest = hashlib.sha256(request.encode()).hexdigest()
    if pages.open(digest, settings.limits.resume_hours) and pages.run is not None:
        run = pages.run
        session.report(message("fetch_resumed", list=endpoint.name, pages=run.pages, rows=run.rows))
        return run
    return pages.start(digest, first)


def _fetch_pages(session: Session, endpoint: Endpoint, pages: Pages, run: Run) -> None:
    """Fetch and keep the pages that the run lacks. Raises FetchFailed if a page comes twice."""
    while run.following is not None:
        query = run.following
        page = endpoint.page(session.client.get(endpoint.path, query), query)
        if page.following == query or not pages.keep(page.records, page.count, page.following):
            number = run.pages + 1
            pages.drop()
            raise FetchFailed(message("fetch_page_repeats", page=number))
        session.progress(endpoint.name, run.rows, run.count)


def _next_since(session: Session, pages: Pages, run: Run, *, is_complete: bool) -> dt.date | None:
    """Return the day since which the next run fetches changes: the start of this run, if it left no gap.

    Rows that may be missing are fetched again, and so are changes before a ``--since`` later than the last
    complete run.
    """
    leaves_gap = session.since and pages.next_since and session.since > pages.next_since
    if not is_complete or leaves_gap:
        return pages.next_since
    return dt.datetime.fromisoformat(run.started_at).astimezone(city_zone()).date()


def _incompleteness_reasons(run: Run) -> list[str]:
    """Return the reasons why rows may be missing."""
    counts = run.counts_seen
    reasons = []
    if any(later < earlier for earlier, later in itertools.pairwise(counts)):
        reasons.append(message("fetch_count_fell", before=max(counts), after=counts[-1]))
    if run.count is not None and run.rows < run.count:
        reasons.append(message("fetch_incomplete", rows=run.rows, count=run.count))
    return reasons


def _notes(run: Run) -> list[str]:
    """Return remarks on a complete run: nothing new, or a list that grew (a load sorts out repeated rows)."""
    if not run.rows:
        return [message("fetch_nothing_new")]
    counts = run.counts_seen
    return [message("fetch_count_grew", before=counts[0], after=counts[-1])] if len(counts) > 1 else []
