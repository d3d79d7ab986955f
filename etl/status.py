"""How the data stand: the build in force, its loads, freshness and rejected rows, for a data steward."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from rich.console import Console
from rich.table import Table

from data import warehouse
from data.messages import render

if TYPE_CHECKING:
    from etl.load import Outcome

SHOWN_REJECTED_ROWS = 200


def summary(outcome: Outcome) -> str:
    """One line about a load."""
    counts: dict[str, int] = {}
    for file in outcome.files:
        counts[file.status] = counts.get(file.status, 0) + 1
    files = ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "no files"
    rejected = sum(file.rows_rejected for file in outcome.files)
    state = "published" if outcome.published else "in force, unchanged"
    build = f"build {outcome.build_id} {state}" if outcome.build_id else "no build"
    return f"{files}; {rejected} rows rejected; {build}"


def show(home: Path, language: str, *, as_json: bool) -> int:
    """Print builds, loads, freshness, rejected rows and checks; 0, or 2 where there is no build."""
    try:
        build = warehouse.current(home)
    except warehouse.NoWarehouse as error:
        Console(stderr=True, highlight=False).print(f"error: {error}", markup=False)
        return 2
    frames = {
        "loads": build.query("SELECT * FROM load ORDER BY landed_at, file"),
        "rejected_rows": build.query("SELECT * FROM rejected_row ORDER BY file, row_number"),
        "checks": build.query("SELECT * FROM check_result ORDER BY level, name"),
    }
    frames["loads"]["message"] = [render(m, language) for m in frames["loads"]["message"]]
    rejected = frames["rejected_rows"]
    rejected["expected"] = [render(e, language) for e in rejected["expected"]]
    rejected["found"] = [render(f, language) if isinstance(f, str) else "" for f in rejected["found"]]
    if as_json:
        records = {
            name: json.loads(frame.to_json(orient="records", date_format="iso"))
            for name, frame in frames.items()
        }
        builds = [{"build_id": b.id, "built_at": b.built_at.isoformat()} for b in warehouse.kept_builds(home)]
        about = {
            "build_id": build.id,
            "as_of": build.as_of.isoformat(),
            "is_sample": build.is_sample,
        }
        print(
            json.dumps({**about, "builds": builds, "sources": build.sources, **records}, ensure_ascii=False)
        )
        return 0
    console = Console(highlight=False)
    console.print(f"build {build.id}, data to {build.as_of}, sample: {build.is_sample}", markup=False)
    for other in warehouse.kept_builds(home)[1:]:
        console.print(f"kept build {other.id}", markup=False)
    columns = [
        "file",
        "source",
        "rows_read",
        "rows_loaded",
        "rows_rejected",
        "rows_superseded",
        "message",
    ]
    _print(console, "loads", frames["loads"][columns])
    sources = pd.DataFrame([{"source": name, **about} for name, about in build.sources.items()])
    _print(console, "freshness", sources)
    shown = rejected[["file", "row_number", "column_name", "found", "expected"]]
    _print(console, "rejected rows", shown.head(SHOWN_REJECTED_ROWS))
    if len(shown) > SHOWN_REJECTED_ROWS:
        console.print(f"… and {len(shown) - SHOWN_REJECTED_ROWS} more: --json lists all")
    _print(console, "checks", frames["checks"][["name", "level", "rows", f"description_{language}"]])
    return 0


def _print(console: Console, title: str, frame: pd.DataFrame) -> None:
    table = Table(title=title, title_justify="left")
    for column in frame.columns:
        table.add_column(str(column), overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)
