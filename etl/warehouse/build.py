"""Build the warehouse from landing, check it, and publish it atomically.

Each build is a new file. It is written in a private folder, then moved, and ``CURRENT.json`` is replaced
last: a reader never sees an unfinished build, and after a crash at any point the last build is still
published.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data.catalogue.metrics import METRICS
from data.catalogue.tables import COLUMNS
from data.log_files import log
from data.parquet_files import files_of, folder_of
from data.settings import build_memory_mb
from data.text.messages import message
from data.warehouse import warehouse_folder
from etl import progress
from etl.landing.redaction import read_redactions
from etl.landing.sql_quoting import literal
from etl.landing.store import Landing, Load, write_whole
from etl.warehouse.accounts import freshness, record_loads
from etl.warehouse.evidence import as_of
from etl.warehouse.incremental.base import WholeBuildNeeded, copy_build, find_base, made_with
from etl.warehouse.incremental.update import Update
from etl.warehouse.metric_sums import create_metric_sums
from etl.warehouse.model import comment, create_model
from etl.warehouse.parquet_tables import create_folder, is_large
from etl.warehouse.quality_checks import Check, keep_results, run_checks
from etl.warehouse.scratch import BUILD, attach_scratch
from etl.warehouse.staging import in_use, stage

FOLDER = Path(__file__).parent
ENGINES = FOLDER.parent / "engines"
KEEP_BUILDS = 3
#: Memory (MiB) of an update, which reads little: a larger share of the build would only stay in memory.
UPDATE_MEMORY_MB = 400
#: Prefix of the private folder of a build under way, with its file and its spilled data. Killed builds leave
#: theirs behind.
UNFINISHED = "unfinished-"
#: Half-written JSON files of killed builds, and files of killed builds that had no private folder yet.
LEFTOVERS = (".*.json.*", "build-*.duckdb.tmp", "build-*.duckdb.tmp.wal")


@dataclass(frozen=True)
class Built:
    """A finished build: its id, its checks, whether it was published, and a message of how it was made."""

    build_id: str
    published: bool
    checks: tuple[Check, ...]
    made: str = ""


@dataclass(frozen=True)
class _Inputs:
    """What a build is made of, its id, and the time."""

    landing: Landing
    loads: Sequence[Load]
    build_id: str
    now: dt.datetime

    @property
    def home(self) -> Path:
        return self.landing.folder.parent

    @functools.cached_property
    def made_with(self) -> dict[str, Any]:
        return made_with(self.landing, inputs_digest(self.home))


#: Computes every table of the model from what is staged, into a connection to an unfinished build; the
#: largest ones into a folder beside it, if it is given.
Engine = Callable[[duckdb.DuckDBPyConnection, Path | None], None]


def build(
    home: Path,
    landing: Landing,
    loads: Sequence[Load],
    *,
    keep: int = KEEP_BUILDS,
    engine: Engine | None = None,
) -> Built:
    """Build from everything landed and check it; publish it unless a check of level ``fail`` returns rows.

    If the new loads only add to the published build, a copy of it is updated, with the same result. With an
    ``engine`` everything is built anew.
    """
    now = dt.datetime.now(dt.UTC)
    build_id = f"{now:%Y%m%dT%H%M%S}-{now.microsecond // 1000:03d}"
    folder = warehouse_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    inputs = _Inputs(landing, in_use(loads), build_id, now)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as private:
        unfinished = Path(private) / f"{BUILD}.duckdb"
        try:
            if engine is not None:
                raise WholeBuildNeeded("requested")
            facts, checks = _update(unfinished, inputs)
        except WholeBuildNeeded as cause:
            unfinished.unlink(missing_ok=True)
            facts, checks = _build_whole(unfinished, inputs, cause.stored, engine or create_model)
        published = not any(check.level == "fail" and check.rows for check in checks)
        if published:
            progress.note(progress.PUBLISHING)
            publish(folder, unfinished, facts, keep)
    return Built(build_id, published, checks, str(facts["made"]))


def remove_leftovers(folder: Path) -> None:
    """Remove leftovers of killed builds. A load holds the home's lock, so no other build is under way."""
    for leftover in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover)
    for files in folder.glob("build-*.parquet"):
        if not files.with_suffix(".duckdb").exists():
            shutil.rmtree(files)
    for pattern in LEFTOVERS:
        for leftover in folder.glob(pattern):
            # A folder with such a name is the spill folder of a reader.
            if leftover.is_file():
                leftover.unlink()


def _update(unfinished: Path, inputs: _Inputs) -> tuple[dict[str, object], tuple[Check, ...]]:
    """Update a copy of the published build. Raises WholeBuildNeeded if that would not be the same."""
    base = find_base(inputs.home, inputs.landing, inputs.loads, inputs.made_with)
    copy_build(base.path, unfinished)
    with _opened(unfinished, min(build_memory_mb(), UPDATE_MEMORY_MB)) as connection:
        try:
            update = Update(connection, inputs.landing, inputs.loads, base)
            update.run()
            made = message("updated", loads=len(base.added), rows=update.changed)
            return _finish(connection, inputs, update.run_checks, made, base.updates + 1)
        except duckdb.Error as error:
            # The engine's message may quote a row, so only the kind of error is kept.
            log.error("Update failed: %s", type(error).__name__)
            raise WholeBuildNeeded("update_failed", kind=type(error).__name__) from None


def _build_whole(
    unfinished: Path, inputs: _Inputs, reason: str, engine: Engine
) -> tuple[dict[str, object], tuple[Check, ...]]:
    with _opened(unfinished, build_memory_mb()) as connection:
        stage(connection, inputs.landing, inputs.loads)
        engine(connection, create_folder(connection, unfinished) if is_large(inputs.loads) else None)
        create_metric_sums(connection)
        record_loads(connection, inputs.landing, inputs.loads)
        return _finish(connection, inputs, lambda: run_checks(connection), reason, 0)


@contextlib.contextmanager
def _opened(unfinished: Path, memory_mb: int) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(unfinished)) as connection:
        attach_scratch(connection)
        connection.execute(f"SET memory_limit = '{memory_mb}MiB'")
        # One checkpoint when all is written. An update had one in its middle as well.
        connection.execute("SET wal_autocheckpoint = '1 TB'")
        # Rows in the order of their files would be kept in memory until the last of them is written.
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = {literal(str(unfinished.parent / 'spill'))}")
        yield connection


def _finish(
    connection: duckdb.DuckDBPyConnection,
    inputs: _Inputs,
    checked: Callable[[], Sequence[Check]],
    made: str,
    updates: int,
) -> tuple[dict[str, object], tuple[Check, ...]]:
    """Add what says what the build is; return its facts for CURRENT.json, and its checks."""
    connection.execute("CREATE TABLE space_mapping AS SELECT * FROM reference_space_mapping")
    data_up_to = as_of(connection)
    is_sample = bool(inputs.loads) and all(load.is_sample for load in inputs.loads)
    connection.execute(
        "CREATE TABLE build_info AS SELECT ?::VARCHAR AS build_id, ?::TIMESTAMP AS built_at, "
        "?::DATE AS as_of, ?::BOOLEAN AS is_sample",
        [inputs.build_id, inputs.now.replace(tzinfo=None), data_up_to, is_sample],
    )
    progress.note(progress.CHECKS)
    checks = keep_results(connection, checked())
    comment(connection)
    facts = {
        "build_id": inputs.build_id,
        "path": f"build-{inputs.build_id}.duckdb",
        "built_at": inputs.now.isoformat(),
        "as_of": data_up_to.isoformat(),
        "is_sample": is_sample,
        "inputs": inputs.made_with["inputs"],
        "made_with": inputs.made_with,
        "made": made,
        "updates": updates,
        "sources": freshness(connection),
    }
    connection.execute("CHECKPOINT")
    return facts, checks


def inputs_digest(home: Path) -> str:
    """Return a digest of what a build is made with besides loads: this version's model, and the redactions.

    A build that was made with another is made again by the next load.
    """
    digest = hashlib.sha256()
    code = (*FOLDER.rglob("*.sql"), *FOLDER.rglob("*.py"), *ENGINES.glob("*.py"))
    for path in sorted((*code, *COLUMNS.glob("*.toml"), *METRICS.glob("*.sql"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(read_redactions(home / "landing").as_text().encode())
    return digest.hexdigest()[:16]


def publish(folder: Path, unfinished: Path, facts: dict[str, object], keep: int) -> None:
    """Move the files to their names, write the facts, point to them, and remove the builds no longer kept."""
    finished = folder / str(facts["path"])
    beside = folder_of(unfinished)
    for path in (unfinished, *files_of(beside)):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    if beside.exists():
        beside.rename(folder_of(finished))
    unfinished.rename(finished)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    write_whole(finished.with_suffix(".json"), text)
    write_whole(folder / "CURRENT.json", text)
    # Another machine, whose clock is behind, may have made it.
    others = {*folder.glob("build-*.duckdb")} - {finished}
    for old in sorted(others, reverse=True)[keep - 1 :]:
        old.unlink()
        old.with_suffix(".json").unlink(missing_ok=True)
        shutil.rmtree(folder_of(old), ignore_errors=True)
        # The spill folder of that build's readers.
        shutil.rmtree(f"{old}.tmp", ignore_errors=True)
