"""Find the build that an update can start from: the published one, if the new loads only add to it."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data import warehouse
from data.parquet_files import folder_of
from data.reference_tables.space_mapping import mapped_spaces
from data.settings import volgistics_hours_are_per_person
from data.text.messages import message
from etl.landing.store import FINGERPRINT_FILE, Landing, Load
from etl.warehouse.parquet_tables import is_large
from etl.warehouse.staging import area_files_digest, load_ranks

#: Updates leave holes in the file: after so many it has up to 1.5 times the size, and the build is made anew.
MOST_UPDATES = 24
#: Linux: let two files share their blocks until one of them is written (FICLONE, linux/fs.h).
CLONE = 0x40049409


class WholeBuildNeeded(Exception):
    """The build cannot be updated; ``stored`` is the message that says why."""

    def __init__(self, reason: str, **parameters: object) -> None:
        super().__init__(reason)
        self.stored = message(f"whole_{reason}", **parameters)


@dataclass(frozen=True)
class Base:
    """A published build, and the loads that it lacks. ``updates``: how many were made since a whole build."""

    path: Path
    added: tuple[Load, ...]
    updates: int
    as_of: dt.date


def find_base(home: Path, landing: Landing, loads: Sequence[Load], made_with: Mapping[str, Any]) -> Base:
    """Return the build to update with those of ``loads`` that it lacks. Raises WholeBuildNeeded."""
    try:
        build = warehouse.current(home)
        facts = json.loads(build.path.with_suffix(".json").read_text(encoding="utf-8"))
        base_ids = {load_id for (load_id,) in build.rows("SELECT load_id FROM load")}
        digest = build.rows("SELECT digest FROM reference_info")
        mapping = set(build.rows("SELECT respa_space, space FROM space_mapping"))
    except (warehouse.NoWarehouse, OSError, duckdb.Error):
        raise WholeBuildNeeded("first") from None
    if facts.get("made_with") != made_with:
        raise WholeBuildNeeded("other_version")
    if digest != [(area_files_digest(home),)] or mapping != {
        (mapped.respa_space, mapped.space) for mapped in mapped_spaces(home)
    }:
        raise WholeBuildNeeded("reference")
    base_loads = [load for load in loads if load.load_id in base_ids]
    added = tuple(load for load in loads if load.load_id not in base_ids)
    if len(base_loads) != len(base_ids):
        raise WholeBuildNeeded("loads_left")
    ranks = dict(zip([load.load_id for load in loads], load_ranks(loads), strict=True))
    if not added or [ranks[load.load_id] for load in base_loads] != load_ranks(base_loads):
        raise WholeBuildNeeded("order")
    if any(load.table_name == "bookings" and load.source == "respa" for load in added):
        raise WholeBuildNeeded("respa")
    if is_large(loads) or folder_of(build.path).exists():
        raise WholeBuildNeeded("parquet")
    updates = facts.get("updates", 0)
    if updates >= MOST_UPDATES:
        raise WholeBuildNeeded("updates", updates=updates)
    return Base(build.path, added, updates, build.as_of)


def made_with(landing: Landing, inputs: str) -> dict[str, Any]:
    """Return what every row of a build depends on besides loads and reference tables, for its facts."""
    return {
        "inputs": inputs,
        "engine": duckdb.__version__,
        "keys": (landing.folder / FINGERPRINT_FILE).read_text(encoding="utf-8"),
        "volgistics_hours_per_person": volgistics_hours_are_per_person(),
    }


def copy_build(source: Path, target: Path) -> None:
    """Copy a build's file, which costs nothing where the file system copies on write."""
    with source.open("rb") as original, target.open("wb") as copy:
        try:
            fcntl.ioctl(copy, CLONE, original.fileno())
        except OSError:
            while os.copy_file_range(original.fileno(), copy.fileno(), 2**30):
                pass
