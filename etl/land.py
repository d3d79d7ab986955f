"""Land the files of an inbox, two at a time, and account for each of them."""

from __future__ import annotations

import contextvars
import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from data.log_files import log
from data.text.messages import message
from etl import custom, progress
from etl.inbox.inspect import Refused
from etl.inbox.recognise import Unsupported
from etl.inbox.walk import digest, name_of, walk
from etl.landing.store import Landing, Load, engine
from etl.outcome import FileResult

Report = Callable[[str], None]
#: Files that are landed at the same time: small ones need Python more than the engine.
FILES_AT_ONCE = 2


@dataclass(frozen=True)
class Inbox:
    """The inputs of landing the files of an inbox. ``loads``, by digest, grows with every file."""

    folder: Path
    landing: Landing
    mappings: Sequence[custom.Mapping]
    samples: set[str]
    loads: dict[str, Load]
    run_at: dt.datetime

    def may_have(self, path: Path) -> bool:
        """Return whether a landed file has the size of this one, or one that was not recorded."""
        size = path.stat().st_size
        return any(load.size_bytes in (size, None) for load in self.loads.values())


def land_all(inbox: Inbox, report: Report) -> list[tuple[FileResult, Load | None]]:
    """Land the files of the inbox; return what happened to each, with its load if it has one."""
    paths = list(walk(inbox.folder))
    sizes = [path.stat().st_size for path in paths]
    landed: list[tuple[FileResult, Load | None]] = []
    rows = 0
    progress.note(progress.FILES, 0, sum(sizes))
    # The largest file takes longest, so its landing starts first; its digest is needed last. One thread
    # hashes the files in advance, which needs no second processor.
    largest_first = sorted(range(len(paths)), key=lambda number: -sizes[number])
    with ThreadPoolExecutor(1) as hashing, ThreadPoolExecutor(FILES_AT_ONCE) as landing:
        digests = {number: hashing.submit(_digest, paths[number]) for number in reversed(largest_first)}
        engine()
        tasks = {
            number: landing.submit(
                contextvars.copy_context().run, _land, inbox, paths[number], digests[number].result, number
            )
            for number in largest_first
            if sizes[number] not in sizes[:number]
        }
        for number, path in enumerate(paths):
            # A file with the size of an earlier one may be its copy, so it waits until that one is recorded.
            task = tasks.get(number)
            result, load = task.result() if task else _land(inbox, path, digests[number].result, number)
            if load is not None and result.status == "loaded":
                inbox.landing.record(load)
                inbox.loads[load.sha256] = load
                rows += load.rows_read
            landed.append((result, load))
            report(f"{result.status:>11}  {result.file}")
            progress.note(progress.FILES, sum(sizes[: number + 1]), sum(sizes), rows)
    return landed


def _digest(path: Path) -> str:
    """Return the file's digest, or '' if it cannot be read; landing then refuses it."""
    try:
        return digest(path)
    except OSError:
        return ""


def _land(
    inbox: Inbox, path: Path, sha256: Callable[[], str], sequence: int
) -> tuple[FileResult, Load | None]:
    """Land one file, unless it was landed before with the same sidecar and mapping.

    The digest is waited for only when it is needed: a large file is read meanwhile.
    """
    name = name_of(path, inbox.folder)
    try:
        load = inbox.loads.get(sha256()) if inbox.may_have(path) else None
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
