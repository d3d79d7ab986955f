"""A load: land what is new in the inbox, build, check, publish; and the account of it."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from data import warehouse
from data.reference_tables.areas import residents
from data.reference_tables.delivery_schedule import cadences
from data.reference_tables.measures import measures
from data.reference_tables.reader import problems
from data.reference_tables.space_mapping import Mapped, mapped_spaces
from data.reference_tables.targets import targets
from data.text.messages import message
from etl import custom
from etl.inbox import inspect
from etl.inbox.inspect import Refused
from etl.inbox.recognise import Unsupported
from etl.landing.secret import load_secret
from etl.landing.store import Landing, Load, write_whole
from etl.warehouse import points
from etl.warehouse.build import BuildFailed, Built, Check, build
from etl.warehouse.staging import reference_digest

Report = Callable[[str], None]


@dataclass(frozen=True)
class FileResult:
    """What became of a file: loaded, unchanged, refused or unsupported, and of its rows."""

    file: str
    source: str | None
    feed: str | None
    status: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_superseded: int = 0
    message: str = ""


@dataclass(frozen=True)
class Outcome:
    """The account of a load, as ``--json`` prints it."""

    build_id: str | None
    published: bool
    files: tuple[FileResult, ...]
    checks: tuple[Check, ...]

    @property
    def exit_code(self) -> int:
        """0 published or nothing new; 1 published, but something was refused or rejected; 2 not published."""
        failed = [c for c in self.checks if c.level == "fail" and c.rows]
        if failed or self.build_id is None:
            return 2
        flawed = any(f.status == "refused" or f.rows_rejected for f in self.files)
        return 1 if flawed else 0

    @property
    def summary(self) -> str:
        """One line about the load."""
        counts = Counter(file.status for file in self.files)
        files = ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "no files"
        rejected = sum(file.rows_rejected for file in self.files)
        state = "published" if self.published else "in force, unchanged"
        build = f"build {self.build_id} {state}" if self.build_id else "no build"
        return f"{files}; {rejected} rows rejected; {build}"


def run(home: Path, exports: Path, report: Report) -> Outcome:
    """Load ``exports`` into ``home``.

    Raises Refused, before anything is landed, where the home belongs to another secret, or where its
    targets, measures, residents, boundaries, mapping of spaces or mappings of other exports cannot be used.
    """
    wrong = problems((targets, measures, residents, mapped_spaces, cadences), home)
    wrong += (*custom.problems(home), *points.problems(home))
    if wrong:
        raise Refused("\n".join(wrong))
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / ".load.lock")
    try:
        lock.acquire(timeout=0.1)
    except Timeout:
        report(message("waiting"))
        lock.acquire()
    with lock:
        return _run(home, exports, report)


def _run(home: Path, exports: Path, report: Report) -> Outcome:
    landing = Landing(home, load_secret())
    landing.prepare()
    run_at = dt.datetime.now(dt.UTC)
    known = {load.sha256: load for load in landing.loads()}
    samples = inspect.sample_digests(exports)
    results: list[FileResult] = []
    landed: dict[int, Load] = {}
    mappings = custom.mappings(home)
    paths = list(inspect.walk(exports))
    # One thread goes ahead and hashes the files to come, since that needs no more than one processor.
    with ThreadPoolExecutor(1) as ahead:
        digests = ahead.map(_digest, paths)
        for sequence, (path, sha256) in enumerate(zip(paths, digests, strict=True)):
            result, load = _land(
                landing, path, exports, known, mappings, sha256 in samples, sha256, run_at, sequence
            )
            results.append(result)
            if load is not None:
                landed[len(results) - 1] = load
                known[load.sha256] = load
            report(f"{result.status:>11}  {result.file}")
    new = any(result.status == "loaded" for result in results)
    try:
        built = _build(home, landing, new=new)
    except BuildFailed as error:
        report(error.stored)
        built = Built(build_id="", published=False, checks=(Check(error.args[0], "fail", 1),))
    account = _account(home, built)
    for position, load in landed.items():
        results[position] = _with_counts(results[position], load, account)
    checks = built.checks if built else _checks_in_force(home)
    current = _current_id(home)
    build_id = built.build_id if built and built.published else current
    _remember(home, run_at, results)
    return Outcome(build_id, bool(built and built.published), tuple(results), checks)


def _remember(home: Path, run_at: dt.datetime, results: list[FileResult]) -> None:
    """Keep what this run could not use, for the data-quality page: no build knows of those files."""
    left = [asdict(result) for result in results if result.status in ("refused", "unsupported")]
    folder = warehouse.warehouse_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"run_at": run_at.isoformat(), "left": left}, ensure_ascii=False, indent=1)
    write_whole(folder / warehouse.LAST_RUN, text)


def _digest(path: Path) -> str:
    """The file's digest; '' for one that cannot be read, which is then refused with the others' loading."""
    try:
        return inspect.digest(path)
    except OSError:
        return ""


def _land(
    landing: Landing,
    path: Path,
    exports: Path,
    known: dict[str, Load],
    mappings: Sequence[custom.Mapping],
    is_sample: bool,
    sha256: str,
    run_at: dt.datetime,
    sequence: int,
) -> tuple[FileResult, Load | None]:
    name = inspect.name_of(path, exports)
    try:
        load = known.get(sha256)
        # A file whose sidecar or mapping was changed is landed again, changed back too: the last word counts.
        if load is not None and load.sidecar == custom.applied(load, path, mappings):
            told = message("unchanged", landed=load.landed_at[:16].replace("T", " "))
            return FileResult(name, load.source, load.feed, "unchanged", message=told), load
        export, feed = custom.identify(path, exports, mappings)
        load = landing.land(export, sha256, is_sample=is_sample, run_at=run_at, sequence=sequence, feed=feed)
    except Unsupported as error:
        return FileResult(name, error.source, None, "unsupported", message=error.stored), None
    except Refused as error:
        return FileResult(name, None, None, "refused", message=error.stored), None
    except Exception as error:  # one file must never stop the others
        told = message("unforeseen", reason=type(error).__name__)
        return FileResult(name, None, None, "refused", message=told), None
    landing.record(load)
    return FileResult(name, load.source, load.feed, "loaded", message=load.messages), load


def _build(home: Path, landing: Landing, *, new: bool) -> Built | None:
    """Build where there is something new (the mapping of spaces, residents and boundaries too), or where a
    crash came between landing and building."""
    if not landing.loads():
        return None
    newest = landing.loads()[-1].load_id
    known = _current_id(home) is not None and newest in _account(home, None)
    if new or not known or _reference_in_force(home) != reference_digest(home):
        return build(home, landing)
    if _mapping_in_force(home) == set(mapped_spaces(home)):
        return None
    return build(home, landing)


def _reference_in_force(home: Path) -> str:
    """The digest of the residents and boundaries that the build in force was made with; '' of none."""
    try:
        [(digest,)] = warehouse.current(home).rows("SELECT digest FROM reference_info")
    except (warehouse.NoWarehouse, duckdb.Error):
        return ""
    return str(digest)


def _mapping_in_force(home: Path) -> set[Mapped]:
    """The mapping of spaces that the build in force was made with; none for one that knew of none."""
    try:
        found = warehouse.current(home).rows("SELECT respa_space, space FROM space_mapping")
    except duckdb.Error:
        return set()
    return {Mapped(*row) for row in found}


def _account(home: Path, built: Built | None) -> dict[str, tuple[int, ...]]:
    """Rows read, loaded, rejected and superseded per load, of the build in force."""
    if built is not None and not built.published:
        return {}
    try:
        found = warehouse.current(home).rows(
            "SELECT load_id, rows_read, rows_loaded, rows_rejected, rows_superseded FROM load"
        )
    except (warehouse.NoWarehouse, duckdb.Error):
        return {}
    return {load_id: tuple(counts) for load_id, *counts in found}


def _with_counts(result: FileResult, load: Load, account: dict[str, tuple[int, ...]]) -> FileResult:
    # A load that is set aside (the sample, once there is real data) has no account: all it read waits.
    counts = account.get(load.load_id)
    if counts is None:
        valid = load.rows_read - load.rows_rejected
        counts = (load.rows_read, valid, load.rows_rejected, 0)
    return replace(
        result,
        rows_read=counts[0],
        rows_loaded=counts[1],
        rows_rejected=counts[2],
        rows_superseded=counts[3],
    )


def _checks_in_force(home: Path) -> tuple[Check, ...]:
    try:
        found = warehouse.current(home).rows("SELECT name, level, rows FROM check_result")
    except warehouse.NoWarehouse:
        return ()
    return tuple(Check(*row) for row in found)


def _current_id(home: Path) -> str | None:
    try:
        return warehouse.current(home).id
    except warehouse.NoWarehouse:
        return None
