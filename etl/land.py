"""Land the files of an inbox, a large one beside small ones, and account for each of them."""

from __future__ import annotations

import contextvars
import datetime as dt
import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from data.log_files import log
from data.text.messages import message
from etl import cancelling, custom, progress
from etl.inbox.inspect import Refused
from etl.inbox.recognise import Unsupported
from etl.inbox.walk import digest, name_of, walk
from etl.landing.engine import engine, interrupt
from etl.landing.store import Landing, Load
from etl.outcome import FileResult

Report = Callable[[str], None]
#: A file of this size (bytes) is landed beside smaller ones, which need Python more than the engine, but not
#: beside another: each may need much memory, and the engine cannot spill.
LARGE_FILE = 50_000_000


@dataclass(frozen=True)
class Inbox:
    """The inputs of landing the files of an inbox. ``loads``, by digest, grows with every file."""

    folder: Path
    landing: Landing
    mappings: Sequence[custom.Mapping]
    samples: set[str]
    loads: dict[str, Load]
    run_at: dt.datetime

    def may_have(self, size: int) -> bool:
        """Return whether a landed file may have this size; older loads did not record it."""
        return any(load.size_bytes in (size, None) for load in self.loads.values())


def land_all(inbox: Inbox, report: Report) -> list[tuple[FileResult, Load | None]]:
    """Land the files of the inbox; return what happened to each, with its load if it has one."""
    paths = list(walk(inbox.folder))
    sizes = [path.stat().st_size for path in paths]
    landed: dict[int, tuple[FileResult, Load | None]] = {}

    def record(number: int, result: FileResult, load: Load | None) -> None:
        if load is not None and result.status == "loaded":
            inbox.landing.record(load)
            inbox.loads[load.sha256] = load
        landed[number] = result, load
        report(f"{result.status:>11}  {result.file}")
        rows = sum(load.rows_read for result, load in landed.values() if load and result.status == "loaded")
        progress.note(progress.FILES, sum(sizes[done] for done in landed), sum(sizes), rows)

    progress.note(progress.FILES, 0, sum(sizes))
    # Made here, because two threads would make two.
    engine()
    with ThreadPoolExecutor(1) as hashing, ThreadPoolExecutor(1) as large, ThreadPoolExecutor(1) as small:

        def stop() -> None:
            for executor in (hashing, large, small):
                executor.shutdown(wait=False, cancel_futures=True)
            interrupt()

        # One thread hashes the files in advance, the smallest first: they need it first.
        smallest_first = sorted(range(len(paths)), key=lambda number: sizes[number])
        digests = {number: hashing.submit(_digest, paths[number]) for number in smallest_first}
        tasks = {}
        later = []
        with cancelling.undone_by(stop):
            try:
                for number, path in enumerate(paths):
                    # A file with the size of an earlier one may be its copy; it waits until that is recorded.
                    if sizes[number] in sizes[:number]:
                        later.append(number)
                        continue
                    executor = large if sizes[number] >= LARGE_FILE else small
                    land = functools.partial(
                        _land, inbox, path, digests[number].result, number, inbox.may_have(sizes[number])
                    )
                    tasks[executor.submit(contextvars.copy_context().run, land)] = number
                for task in as_completed(tasks):
                    record(tasks[task], *task.result())
                for number in later:
                    digest_of, may_have = digests[number].result, inbox.may_have(sizes[number])
                    record(number, *_land(inbox, paths[number], digest_of, number, may_have))
            except BaseException:
                stop()
                raise
    return [landed[number] for number in range(len(paths))]


def _digest(path: Path) -> str:
    """Return the file's digest, or '' if the file cannot be read, which landing then refuses too."""
    try:
        return digest(path)
    except OSError:
        return ""


def _land(
    inbox: Inbox, path: Path, sha256: Callable[[], str], sequence: int, may_be_landed: bool
) -> tuple[FileResult, Load | None]:
    """Land one file, unless it was landed before with the same sidecar and mapping.

    The digest is waited for only when it is needed: a large file is read meanwhile.
    """
    name = name_of(path, inbox.folder)
    try:
        load = inbox.loads.get(sha256()) if may_be_landed else None
        # After a changed sidecar or mapping, or one changed back, the file is landed again.
        if load is not None and load.sidecar == custom.current_sidecar(load, path, inbox.mappings):
            text = message("unchanged", landed=load.landed_at[:16].replace("T", " "))
            return FileResult(name, load.source, load.feed, "unchanged", message=text), load
        export, feed = custom.identify(path, inbox.folder, inbox.mappings)
        load = inbox.landing.land(
            export,
            feed,
            sha256,
            samples=inbox.samples,
            run_at=inbox.run_at,
            sequence=sequence,
        )
    except Unsupported as error:
        return FileResult(name, error.source, None, "unsupported", message=error.stored), None
    except Refused as error:
        return FileResult(name, None, None, "refused", message=error.stored), None
    except Exception as error:  # one file must not stop the others
        # A file's name may contain a person's name, so the log has its position in the inbox and its digest.
        log.exception("File %d of the inbox (SHA-256 %s) failed", sequence + 1, sha256()[:12])
        text = message("unforeseen", reason=type(error).__name__)
        return FileResult(name, None, None, "refused", message=text), None
    return FileResult(name, load.source, load.feed, "loaded", message=load.messages), load
