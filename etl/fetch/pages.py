"""Keep the pages of a run in hidden files of the inbox until the run is complete.

``.<list>.json`` holds the progress and the day since which the next run fetches changes; ``.<list>.pages/``
holds the pages. Each file is written atomically, the page before the progress, so a killed run continues
with its next page. A load sees the pages as files only when the list is complete, so that it never takes a
part of a list for the whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from etl.fetch.endpoint import Query, Record, envelope
from etl.landing.store import write_whole


@dataclass
class Run:
    """A run under way: its start (UTC, ISO), a digest of its request, the next query, and its progress.

    The fields are the keys of the state file: a changed name would discard the runs under way.
    """

    started_at: str
    asked: str
    following: Query | None
    pages: int = 0
    rows: int = 0
    count: int | None = None
    counts_seen: list[int] = field(default_factory=list)


class Pages:
    """The hidden files of one list in a folder of the inbox."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._state = folder / f".{name}.json"
        self._kept = folder / f".{name}.pages"
        self.next_since: dt.date | None = None
        self.run: Run | None = None
        self._digests: set[str] = set()

    def open(self, request_digest: str, resume_hours: float) -> bool:
        """Read the state; return whether an earlier run of the same request can continue.

        A run older than ``resume_hours`` cannot: rows may have moved between its pages.
        """
        self.next_since, run = _read(self._state)
        if run is None or run.asked != request_digest:
            return False
        age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(run.started_at)
        pages = [self._page(number) for number in range(1, run.pages + 1)]
        if age > dt.timedelta(hours=resume_hours) or not all(page.is_file() for page in pages):
            return False
        self.run = run
        self._digests = {hashlib.sha256(page.read_bytes()).hexdigest() for page in pages}
        return True

    def start(self, request_digest: str, first: Query) -> Run:
        """Start a run from its first page, and remove the pages of an earlier run."""
        shutil.rmtree(self._kept, ignore_errors=True)
        # Pages contain the same data as the export, names included.
        self._kept.mkdir(mode=0o700, parents=True)
        self._digests = set()
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        self.run = Run(now.isoformat(), request_digest, first)
        self._write()
        return self.run

    def keep(self, records: list[Record], count: int | None, following: Query | None) -> bool:
        """Save a page and the progress; return False, and save nothing, if the run has this page already."""
        assert self.run is not None
        text = json.dumps(records, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if records and digest in self._digests:
            return False
        self._digests.add(digest)
        run = self.run
        run.pages += 1
        write_whole(self._page(run.pages), text)
        run.rows += len(records)
        run.count = count
        if count is not None and count not in run.counts_seen[-1:]:
            run.counts_seen.append(count)
        run.following = following
        self._write()
        return True

    def publish(self, container: str | None, megabytes: float) -> list[Path]:
        """Write the pages as files of the inbox, each of about ``megabytes`` at most; return their paths.

        The names consist of list and time, so a run that is killed here writes the same files again.
        """
        assert self.run is not None
        started = dt.datetime.fromisoformat(self.run.started_at)
        paths = []
        for number, pages in enumerate(self._batches(megabytes * 1e6), start=1):
            path = self._folder / f"{self._name}_{started:%Y%m%dT%H%M%SZ}_{number:03d}.json"
            self._join(path, pages, container)
            # The time of a file is the date of its export: the same for all files of a run.
            os.utime(path, (started.timestamp(), started.timestamp()))
            paths.append(path)
        return paths

    def finish(self, next_since: dt.date | None) -> None:
        """Remove the pages of a published run, and record the day since which the next fetches changes."""
        self.next_since = next_since
        self.run = None
        self._write()
        shutil.rmtree(self._kept, ignore_errors=True)

    def drop(self) -> None:
        """Remove the run, so that the next one starts from the first page."""
        self.finish(self.next_since)

    def _page(self, number: int) -> Path:
        return self._kept / f"{number:06d}.json"

    def _batches(self, maximum_bytes: float) -> Iterator[list[Path]]:
        assert self.run is not None
        batch: list[Path] = []
        size = 0
        for number in range(1, self.run.pages + 1):
            page = self._page(number)
            if page.stat().st_size <= len("[]"):
                continue
            if batch and size + page.stat().st_size > maximum_bytes:
                yield batch
                batch, size = [], 0
            batch.append(page)
            size += page.stat().st_size
        if batch:
            yield batch

    def _join(self, path: Path, pages: list[Path], container: str | None) -> None:
        rows = sum(len(json.loads(page.read_bytes())) for page in pages)
        before, after = envelope(container, rows)
        # All attempts use one name, so that the next one replaces the file of a killed one.
        temporary = path.with_name(f".{self._name}.part")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(before)
            for number, page in enumerate(pages):
                file.write((",\n" if number else "") + page.read_text(encoding="utf-8")[1:-1])
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def _write(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        state = {
            "next_since": self.next_since.isoformat() if self.next_since else None,
            "run": asdict(self.run) if self.run else None,
        }
        write_whole(self._state, json.dumps(state, indent=1))


def _read(path: Path) -> tuple[dt.date | None, Run | None]:
    """Return the day of the next run and the run under way; None for both if the file is damaged."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        since = state["next_since"] and dt.date.fromisoformat(state["next_since"])
        return since, state["run"] and Run(**state["run"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None, None
