"""How the data stand: the build in force, its sources, loads and rejected rows, for a data steward."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from rich.console import Console

from data import warehouse
from data.loading.coverage import Delivery, deliveries
from data.settings import TIME_ZONE
from data.text.messages import message, render
from data.warehouse import Build

SHOWN_REJECTED_ROWS = 200


def show(home: Path, language: str, *, as_json: bool) -> int:
    """Print builds, sources, loads, rejected rows and checks; 0, or 2 where there is no build."""
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
    others = warehouse.kept_builds(home)
    expected = deliveries(build, dt.datetime.now(ZoneInfo(TIME_ZONE)).date())
    if as_json:
        print(json.dumps(_described(build, others, expected, frames), ensure_ascii=False))
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for line in _lines(build, others, expected, frames, language):
        console.print(line, markup=False)
    return 0


def _described(
    build: Build, kept: list[Build], next_deliveries: Sequence[Delivery], frames: dict[str, pd.DataFrame]
) -> dict[str, object]:
    records = {
        name: json.loads(frame.to_json(orient="records", date_format="iso")) for name, frame in frames.items()
    }
    return {
        "build_id": build.id,
        "as_of": build.as_of.isoformat(),
        "is_sample": build.is_sample,
        "builds": [{"build_id": b.id, "built_at": b.built_at.isoformat()} for b in kept],
        "sources": build.sources,
        "deliveries": [
            {
                "source": delivery.source,
                "cadence": delivery.cadence,
                "expected": delivery.expected.isoformat() if delivery.expected else None,
                "days_late": delivery.days_late,
            }
            for delivery in next_deliveries
        ],
        **records,
    }


def _lines(
    build: Build,
    kept: list[Build],
    next_deliveries: Sequence[Delivery],
    frames: dict[str, pd.DataFrame],
    language: str,
) -> Iterable[str]:
    def say(code: str, **parameters: object) -> str:
        return render(message(code, **parameters), language)

    yield say("status_build", build=build.id, as_of=build.as_of.isoformat())
    if build.is_sample:
        yield say("status_sample")
    others = ", ".join(b.id for b in kept if b.id != build.id)
    if others:
        yield say("status_kept", builds=others)
    yield f"\n{say('status_sources')}"
    late = {delivery.source: delivery.days_late for delivery in next_deliveries}
    for source, about in build.sources.items():
        exported, last = about["exported_at"][:16].replace("T", " "), about["last_date"] or "–"
        yield "  " + say("status_source", source=source, rows=about["rows"], exported=exported, last=last)
        if days := late.get(source, 0):
            yield "    " + say("status_late", days=days)
    yield f"\n{say('status_loads')}"
    for load in frames["loads"].to_dict(orient="records"):
        counts = {name: load[f"rows_{name}"] for name in ("read", "loaded", "rejected", "superseded")}
        yield "  " + say("status_load", file=load["file"], source=load["source"], **counts)
        if load["message"]:
            yield f"    {load['message']}"
    yield f"\n{say('status_rejected_rows')}"
    rejected = frames["rejected_rows"]
    for row in rejected.head(SHOWN_REJECTED_ROWS).to_dict(orient="records"):
        yield "  " + say(
            "status_rejected",
            file=row["file"],
            row=row["row_number"],
            column=row["column_name"] or "–",
            found=row["found"] or say("status_nothing"),
            expected=row["expected"],
        )
    if len(rejected) > SHOWN_REJECTED_ROWS:
        yield "  " + say("status_more", count=len(rejected) - SHOWN_REJECTED_ROWS)
    yield f"\n{say('status_checks')}"
    for check in frames["checks"].to_dict(orient="records"):
        if check["rows"]:
            yield "  " + say("status_check", description=check[f"description_{language}"], rows=check["rows"])
