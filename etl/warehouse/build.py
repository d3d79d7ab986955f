"""Build the warehouse from landing, check it, and publish it atomically.

Each build is a new file. It is written in a private folder, then moved, and ``CURRENT.json`` is replaced
last: a reader never sees an unfinished build, and after a crash at any point the last build is still
published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.catalogue.tables import COLUMNS
from data.settings import build_memory_mb
from data.warehouse import warehouse_folder
from etl import progress
from etl.landing.redaction import read_redactions
from etl.landing.sql_quoting import literal
from etl.landing.store import Landing, Load, write_whole
from etl.warehouse.accounts import freshness, record_loads
from etl.warehouse.evidence import as_of
from etl.warehouse.model import comment, create_model
from etl.warehouse.quality_checks import Check, run_checks
from etl.warehouse.scratch import attach_scratch
from etl.warehouse.staging import in_use, stage

FOLDER = Path(__file__).parent
KEEP_BUILDS = 3
#: Prefix of the private folder of a build under way, with its file and its spilled data. Killed builds leave
#: theirs behind.
UNFINISHED = "unfinished-"
#: Half-written JSON files of killed builds, and files of killed builds that had no private folder yet.
LEFTOVERS = (".*.json.*", "build-*.duckdb.tmp", "build-*.duckdb.tmp.wal")


@dataclass(frozen=True)
class Built:
    """A finished build: its id, its checks, and whether it was published."""

    build_id: str
    published: bool
    checks: tuple[Check, ...]


def build(home: Path, landing: Landing, loads: Sequence[Load], *, keep: int = KEEP_BUILDS) -> Built:
    """Build from everything landed and check it; publish it unless a check of level ``fail`` returns rows."""
    now = dt.datetime.now(dt.UTC)
    build_id = f"{now:%Y%m%dT%H%M%S}-{now.microsecond // 1000:03d}"
    folder = warehouse_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as private:
        unfinished = Path(private) / "build.duckdb"
        with duckdb.connect(str(unfinished)) as connection:
            attach_scratch(connection)
            connection.execute(f"SET memory_limit = '{build_memory_mb()}MiB'")
            connection.execute(f"SET temp_directory = {literal(str(Path(private) / 'spill'))}")
            facts, checks = _fill(connection, landing, in_use(loads), build_id, now)
        published = not any(check.level == "fail" and check.rows for check in checks)
        if published:
            progress.note(progress.PUBLISHING)
            publish(folder, unfinished, facts, keep)
    return Built(build_id, published, checks)


def remove_leftovers(folder: Path) -> None:
    """Remove leftovers of killed builds. A load holds the home's lock, so no other build is under way."""
    for leftover in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover)
    for pattern in LEFTOVERS:
        for leftover in folder.glob(pattern):
            # A folder with such a name is the spill folder of a reader.
            if leftover.is_file():
                leftover.unlink()


def _fill(
    connection: duckdb.DuckDBPyConnection,
    landing: Landing,
    loads: Sequence[Load],
    build_id: str,
    now: dt.datetime,
) -> tuple[dict[str, object], tuple[Check, ...]]:
    """Compute the build; return its facts for CURRENT.json, and its checks."""
    stage(connection, landing, loads)
    create_model(connection)
    connection.execute("CREATE TABLE space_mapping AS SELECT * FROM reference_space_mapping")
    record_loads(connection, landing, loads)
    data_up_to = as_of(connection)
    is_sample = bool(loads) and all(load.is_sample for load in loads)
    connection.execute(
        "CREATE TABLE build_info AS SELECT ?::VARCHAR AS build_id, ?::TIMESTAMP AS built_at, "
        "?::DATE AS as_of, ?::BOOLEAN AS is_sample",
        [build_id, now.replace(tzinfo=None), data_up_to, is_sample],
    )
    progress.note(progress.CHECKS)
    checks = run_checks(connection)
    comment(connection)
    facts = {
        "build_id": build_id,
        "path": f"build-{build_id}.duckdb",
        "built_at": now.isoformat(),
        "as_of": data_up_to.isoformat(),
        "is_sample": is_sample,
        "inputs": inputs_digest(landing.folder.parent),
        "sources": freshness(connection),
    }
    connection.execute("CHECKPOINT")
    return facts, checks


def inputs_digest(home: Path) -> str:
    """Return a digest of what a build is made with besides loads: this version's model, and the redactions.

    A build that was made with another is made again by the next load.
    """
    digest = hashlib.sha256()
    for path in sorted((*FOLDER.rglob("*.sql"), *FOLDER.glob("*.py"), *COLUMNS.glob("*.toml"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(read_redactions(home / "landing").as_text().encode())
    return digest.hexdigest()[:16]


def publish(folder: Path, unfinished: Path, facts: dict[str, object], keep: int) -> None:
    """Move the file to its name, write its facts, point to it, and remove the builds no longer kept."""
    finished = folder / str(facts["path"])
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.rename(finished)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    write_whole(finished.with_suffix(".json"), text)
    write_whole(folder / "CURRENT.json", text)
    for old in sorted(folder.glob("build-*.duckdb"), reverse=True)[keep:]:
        old.unlink()
        old.with_suffix(".json").unlink(missing_ok=True)
        # The spill folder of that build's readers.
        shutil.rmtree(f"{old}.tmp", ignore_errors=True)
