"""Load the inbox: land new files, build, check, publish, and account for every file and row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb

from data import log_files, warehouse
from data.city_profile import check
from data.city_profile import in_use as city_in_use
from data.log_files import log
from data.reference_tables.areas import residents
from data.reference_tables.delivery_schedule import cadences
from data.reference_tables.events import events
from data.reference_tables.measures import measures
from data.reference_tables.reader import problems
from data.reference_tables.space_mapping import Mapped, mapped_spaces
from data.reference_tables.targets import targets
from etl import cancelling, custom
from etl.home_lock import only_writer
from etl.inbox.inspect import Refused
from etl.inbox.walk import sample_digests
from etl.land import Inbox, Report, land_all
from etl.landing.secret import load_secrets
from etl.landing.store import Landing, Load, write_whole
from etl.outcome import FileResult, Outcome
from etl.store.sync import in_store
from etl.warehouse import points
from etl.warehouse.build import KEEP_BUILDS, Built, build, inputs_digest, remove_leftovers
from etl.warehouse.model import BuildFailed, tables_read
from etl.warehouse.quality_checks import Check
from etl.warehouse.staging import area_files_digest, in_use


def run(
    home: Path, exports: Path, report: Report, *, builds: bool = True, withdraws: bool = False
) -> Outcome:
    """Load ``exports`` into ``home``, after any other load of the same home.

    Without ``builds`` the files are only landed. If no build can be published with them, they stay landed for
    the next load, unless it ``withdraws`` them.
    Raises Refused before anything is landed: if the home was loaded with another secret, or if its city
    profile, targets, measures, residents, boundaries, space mapping or mappings of other exports are wrong.
    """
    if wrong := check.problems(city_in_use.profile_folder(home)):
        raise Refused("\n".join(wrong))
    with city_in_use.using(city_in_use.city_of(home)):
        return _load(home, exports, report, builds=builds, withdraws=withdraws)


def refuse_wrong_tables(home: Path) -> None:
    """Raise Refused with the problems of the tables and mappings that the city edits, if there are any."""
    all_problems = problems((targets, measures, residents, mapped_spaces, cadences, events), home)
    all_problems += (*custom.problems(home), *points.problems(home))
    if all_problems:
        raise Refused("\n".join(all_problems))


def _load(home: Path, exports: Path, report: Report, *, builds: bool, withdraws: bool) -> Outcome:
    refuse_wrong_tables(home)
    home.mkdir(parents=True, exist_ok=True)
    log_files.set_up(log_files.LOAD, home)
    with only_writer(home, report), in_store(home, report):
        outcome = _run(home, exports, report, builds=builds, withdraws=withdraws)
    log.info("Load finished: %s", outcome.summary)
    return outcome


def _run(home: Path, exports: Path, report: Report, *, builds: bool, withdraws: bool) -> Outcome:
    landing = Landing(home, *load_secrets())
    landing.prepare()
    loads = landing.loads()
    inbox = Inbox(
        folder=exports,
        landing=landing,
        mappings=custom.mappings(home),
        samples=sample_digests(exports),
        loads={load.sha256: load for load in loads},
        run_at=dt.datetime.now(dt.UTC),
    )
    kept = {load.load_id for load in loads}
    with cancelling.undone_by(lambda: _withdraw(home, landing, kept)):
        with ThreadPoolExecutor(1) as ahead:
            if builds:
                # The engine parses the model, which needs no file, while it reads files.
                ahead.submit(tables_read)
            landed = land_all(inbox, report)
        results = [result for result, _ in landed]
        is_new = any(result.status == "loaded" for result in results)
        built = _build_if_needed(home, landing, report, is_new=is_new) if builds else None
    failed = built is not None and not built.published
    if failed and withdraws:
        _withdraw(home, landing, kept)
    row_counts = {} if failed else _row_counts(home)
    results = [_with_counts(result, load, row_counts) if load else result for result, load in landed]
    outcome = Outcome(
        build_id=_published_id(home),
        published=built is not None and built.published,
        files=tuple(results),
        checks=built.checks if built else _published_checks(home),
        landed_only=not builds,
    )
    _record(home, inbox.run_at, outcome)
    return outcome


def _withdraw(home: Path, landing: Landing, kept: Collection[str]) -> None:
    """Leave nothing of a load but what was landed before it."""
    landing.withdraw(kept)
    remove_leftovers(warehouse.warehouse_folder(home))


def _build_if_needed(home: Path, landing: Landing, report: Report, *, is_new: bool) -> Built | None:
    """Build if the published build lacks something; return None if there was no need."""
    loads = landing.loads()
    if not loads or not (is_new or _is_outdated(home, loads)):
        return None
    try:
        built = build(home, landing, loads, keep=builds_to_keep(home))
        report(built.made)
        return built
    except BuildFailed as error:
        log.error("Build failed: table %s, %s", error.table, error.reason)
        report(error.stored)
        return Built(build_id="", published=False, checks=(Check(error.table, "fail", 1),))


def builds_to_keep(home: Path) -> int:
    """Return how many builds stay after the next one is published.

    Builds of other inputs show what is redacted now, or what this version defines otherwise.
    """
    return KEEP_BUILDS if _published_inputs(home) == inputs_digest(home) else 1


def _is_outdated(home: Path, loads: Sequence[Load]) -> bool:
    """Return whether the published build lacks a load (after a crash) or used other reference files."""
    return (
        {load.load_id for load in in_use(loads)} != _row_counts(home).keys()
        or _published_inputs(home) != inputs_digest(home)
        or _published_rows(home, "SELECT digest FROM reference_info") != [(area_files_digest(home),)]
        or _published_mapping(home) != set(mapped_spaces(home))
    )


def _published_rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return rows of the published build; none if there is no build, or if it lacks the table."""
    try:
        return warehouse.current(home).rows(sql)
    except (warehouse.NoWarehouse, duckdb.Error):
        return []


def _published_id(home: Path) -> str | None:
    try:
        return warehouse.current(home).id
    except warehouse.NoWarehouse:
        return None


def _published_inputs(home: Path) -> str | None:
    try:
        return warehouse.current(home).inputs
    except warehouse.NoWarehouse:
        return None


def _published_checks(home: Path) -> tuple[Check, ...]:
    rows = _published_rows(home, "SELECT name, level, rows, examples FROM check_result")
    return tuple(Check(*row) for row in rows)


def _published_mapping(home: Path) -> set[Mapped]:
    rows = _published_rows(home, "SELECT respa_space, space FROM space_mapping")
    return {Mapped(*row) for row in rows}


def _row_counts(home: Path) -> dict[str, tuple[int, ...]]:
    """Return rows read, loaded, rejected and superseded per load of the published build."""
    rows = _published_rows(
        home, "SELECT load_id, rows_read, rows_loaded, rows_rejected, rows_superseded FROM load"
    )
    return {load_id: tuple(counts) for load_id, *counts in rows}


def _with_counts(result: FileResult, load: Load, row_counts: dict[str, tuple[int, ...]]) -> FileResult:
    """Return the result with its rows counted. A load that no build uses (a set-aside sample) has its own."""
    valid = load.rows_read - load.rows_rejected
    rows = row_counts.get(load.load_id, (load.rows_read, valid, load.rows_rejected, 0))
    read, loaded, rejected, superseded = rows
    return replace(
        result, rows_read=read, rows_loaded=loaded, rows_rejected=rejected, rows_superseded=superseded
    )


def _record(home: Path, run_at: dt.datetime, outcome: Outcome) -> None:
    """Record the outcome of this run and the files that it could not use, which no build knows."""
    record = {
        "run_at": run_at.isoformat(),
        "exit_code": outcome.exit_code,
        "files": outcome.counts,
        "rows_rejected": outcome.newly_rejected,
        "left": [asdict(result) for result in outcome.files if result.status in ("refused", "unsupported")],
    }
    folder = warehouse.warehouse_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / warehouse.LAST_RUN, json.dumps(record, ensure_ascii=False, indent=1))
