"""Fetch exports from the APIs themselves into the inbox, as the files that a person would have exported."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from data.settings import TIME_ZONE
from data.text.messages import message
from etl.fetch import hauki, linked_events, servicemap, varaamo
from etl.fetch.client import Client, Report
from etl.fetch.configuration import Configuration, FetchFailed, configuration
from etl.fetch.endpoint import Endpoint, Source
from etl.fetch.pages import Pages, Run

SOURCES: dict[str, Source] = {
    source.name: source for source in (varaamo.SOURCE, linked_events.SOURCE, hauki.SOURCE, servicemap.SOURCE)
}
#: Folder of the inbox that holds what was fetched, one folder a source.
FETCHED = "fetched"

#: Told after every page: the list, rows so far, rows in all (None: not told).
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Fetched:
    """What became of a list: fetched, empty (nothing new) or failed; its files, rows, pages, messages."""

    source: str
    list: str
    status: str
    since: str | None = None
    files: tuple[str, ...] = ()
    pages: int = 0
    rows: int = 0
    complete: bool = True
    message: str = ""


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
    """Fetch the lists of a source (or ``only`` some) into ``exports``/fetched/``name``.

    Without ``since`` each list asks for what changed since its last whole run, or for everything. A list
    that fails is told and the others are still fetched. Raises FetchFailed where nothing can be: wrong
    settings, no token, another fetch of the source under way.
    """
    source = SOURCES[name]
    settled = configuration(name, home)
    wanted = [endpoint for endpoint in source.endpoints if not only or endpoint.name in only]
    no_token = message("fetch_no_token", source=name, variable=settled.variable("token"))
    locked = set() if settled.token() else {one.name for one in wanted if not one.is_open}
    if len(locked) == len(wanted):
        raise FetchFailed(no_token)
    # Said once, not of every list.
    _ = settled.address
    folder = exports / FETCHED / name
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".fetch.lock")
    try:
        lock.acquire(timeout=0.1)
    except Timeout:
        raise FetchFailed(message("fetch_under_way", source=name)) from None
    with lock, Client(settled, report, scheme=source.scheme) as client:
        return [
            Fetched(name, endpoint.name, "failed", complete=False, message=no_token)
            if endpoint.name in locked
            else _fetch_list(source, endpoint, folder, exports, since, client, report, progress)
            for endpoint in wanted
        ]


def _fetch_list(
    source: Source,
    endpoint: Endpoint,
    folder: Path,
    exports: Path,
    since: dt.date | None,
    client: Client,
    report: Report,
    progress: Progress,
) -> Fetched:
    pages = Pages(folder, endpoint.name)
    settled = client.configuration
    nothing = Fetched(source.name, endpoint.name, "failed", complete=False)
    try:
        pages.open("", 0)
        asks_since = since or pages.next_since
        nothing = replace(nothing, since=asks_since.isoformat() if asks_since else None)
        run = _begin(pages, endpoint, settled, asks_since, report)
        while run.following is not None:
            query = run.following
            page = endpoint.page(client.get(endpoint.path, query), query)
            if page.following == query or not pages.keep(page.records, page.count, page.following):
                number = run.pages + 1
                pages.drop()
                raise FetchFailed(message("fetch_page_repeats", page=number))
            progress(endpoint.name, run.rows, run.count)
        made = pages.publish(endpoint.container, settled.manners.megabytes_a_file)
    except FetchFailed as error:
        told = [error.stored]
        if pages.run is not None and pages.run.pages:
            told.append(message("fetch_goes_on", pages=pages.run.pages))
        rows = pages.run.rows if pages.run else 0
        return replace(nothing, rows=rows, pages=pages.run.pages if pages.run else 0, message="\n".join(told))
    except OSError as error:
        return replace(nothing, message=message("fetch_disk", reason=type(error).__name__))
    doubts = _doubts(run)
    # Rows that may be missing are asked for again next time, and so is what lies before a later --since.
    is_whole = not doubts
    leaves_gap = since is not None and pages.next_since is not None and since > pages.next_since
    started = dt.datetime.fromisoformat(run.started_at).astimezone(ZoneInfo(TIME_ZONE)).date()
    pages.finish(started if is_whole and not leaves_gap else pages.next_since)
    return replace(
        nothing,
        status="fetched" if made else "empty",
        files=tuple(path.relative_to(exports).as_posix() for path in made),
        pages=run.pages,
        rows=run.rows,
        complete=is_whole,
        message="\n".join(doubts or _notes(run)),
    )


def _begin(
    pages: Pages, endpoint: Endpoint, settled: Configuration, since: dt.date | None, report: Report
) -> Run:
    """The run that goes on, else a new one."""
    first = endpoint.first_query(settled, since)
    what = json.dumps([settled.address, endpoint.path, first], sort_keys=True)
    asked = hashlib.sha256(what.encode()).hexdigest()
    if pages.open(asked, settled.manners.resume_hours) and pages.run is not None:
        report(message("fetch_resumed", list=endpoint.name, pages=pages.run.pages, rows=pages.run.rows))
        return pages.run
    return pages.begin(asked, first)


def _doubts(run: Run) -> list[str]:
    """Why rows may be missing."""
    counts = run.counts_seen
    told = []
    if any(later < earlier for earlier, later in itertools.pairwise(counts)):
        told.append(message("fetch_count_fell", before=max(counts), after=counts[-1]))
    if run.count is not None and run.rows < run.count:
        told.append(message("fetch_incomplete", rows=run.rows, count=run.count))
    return told


def _notes(run: Run) -> list[str]:
    """What is good to know though nothing is missing: rows that come twice are sorted out by a load."""
    if not run.rows:
        return [message("fetch_nothing_new")]
    counts = run.counts_seen
    return [message("fetch_count_grew", before=counts[0], after=counts[-1])] if len(counts) > 1 else []
