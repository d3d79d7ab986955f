"""Report the state of the data to a data steward: builds, sources, loads, rejected rows and checks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.console import Console

from data import warehouse
from data.city_profile.in_use import city_zone
from data.loading.coverage import Delivery, deliveries
from data.loading.load_history import example_texts, rejected_reasons
from data.scope import EVERYTHING
from data.text.messages import message, render
from data.warehouse import Build


@dataclass(frozen=True)
class Status:
    """The published build, the other builds kept, what is due, and its tables with messages rendered."""

    build: Build
    kept: Sequence[Build]
    deliveries: Sequence[Delivery]
    loads: pd.DataFrame
    rejected_rows: pd.DataFrame
    rejected_reasons: pd.DataFrame
    checks: pd.DataFrame


def show(home: Path, language: str, *, as_json: bool) -> int:
    """Print the state of the data; return 0, or 2 if there is no build."""
    try:
        status = _status(home, language)
    except warehouse.NoWarehouse as error:
        Console(stderr=True, highlight=False).print(f"error: {error}", markup=False)
        return 2
    if as_json:
        print(json.dumps(_as_json(status), ensure_ascii=False))
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for line in _lines(status, language):
        console.print(line, markup=False)
    return 0


def _status(home: Path, language: str) -> Status:
    build = warehouse.current(home)
    loads = build.query("SELECT * FROM load ORDER BY landed_at, file")
    loads["message"] = [render(text, language) for text in loads["message"]]
    rejected = build.query("SELECT * FROM rejected_row ORDER BY file, row_number")
    for column in ("found", "expected"):
        texts = rejected[column]
        rejected[column] = [render(text, language) if isinstance(text, str) else "" for text in texts]
    today = dt.datetime.now(city_zone()).date()
    return Status(
        build=build,
        kept=warehouse.kept_builds(home),
        deliveries=deliveries(EVERYTHING, build, today),
        loads=loads,
        rejected_rows=rejected,
        rejected_reasons=rejected_reasons(EVERYTHING, build),
        checks=build.query("SELECT * FROM check_result ORDER BY level, name"),
    )


def _as_json(status: Status) -> dict[str, object]:
    tables = {"loads": status.loads, "rejected_rows": status.rejected_rows, "checks": status.checks}
    return {
        "build_id": status.build.id,
        "as_of": status.build.as_of.isoformat(),
        "is_sample": status.build.is_sample,
        "builds": [{"build_id": b.id, "built_at": b.built_at.isoformat()} for b in status.kept],
        "sources": status.build.sources,
        "deliveries": [
            {
                "source": delivery.source,
                "cadence": delivery.cadence,
                "expected": delivery.expected.isoformat() if delivery.expected else None,
                "days_late": delivery.days_late,
            }
            for delivery in status.deliveries
        ],
        **{
            name: json.loads(table.to_json(orient="records", date_format="iso"))
            for name, table in tables.items()
        },
    }


def _lines(status: Status, language: str) -> Iterable[str]:
    def text(code: str, **parameters: object) -> str:
        return render(message(code, **parameters), language)

    build = status.build
    yield text("status_build", build=build.id, as_of=build.as_of.isoformat())
    if build.is_sample:
        yield text("status_sample")
    others = ", ".join(kept.id for kept in status.kept if kept.id != build.id)
    if others:
        yield text("status_kept", builds=others)
    yield f"\n{text('status_sources')}"
    days_late = {delivery.source: delivery.days_late for delivery in status.deliveries}
    for source, facts in build.sources.items():
        exported, last = facts["exported_at"][:16].replace("T", " "), facts["last_date"] or "–"
        yield "  " + text("status_source", source=source, rows=facts["rows"], exported=exported, last=last)
        if days := days_late.get(source, 0):
            yield "    " + text("status_late", days=days)
    yield f"\n{text('status_loads')}"
    for load in status.loads.to_dict(orient="records"):
        counts = {name: load[f"rows_{name}"] for name in ("read", "loaded", "rejected", "superseded")}
        yield "  " + text("status_load", file=load["file"], source=load["source"], **counts)
        if load["message"]:
            yield f"    {load['message']}"
    yield f"\n{text('status_rejected_rows')}"
    yield from _rejected_lines(status.rejected_reasons, language)
    yield f"\n{text('status_checks')}"
    for check in status.checks.to_dict(orient="records"):
        if check["rows"]:
            yield "  " + text(
                "status_check",
                description=check[f"description_{language}"],
                rows=check["rows"],
                examples=check["examples"],
            )


def _rejected_lines(reasons: pd.DataFrame, language: str) -> Iterable[str]:
    """Yield a line per source, column and reason, with the number of rows and a few of them."""
    for reason in reasons.to_dict(orient="records"):
        group = message(
            "status_rejected",
            source=reason["source"],
            column=reason["column_name"] if isinstance(reason["column_name"], str) else "–",
            count=reason["rows"],
            expected=reason["expected"],
            examples="; ".join(example_texts(reason["examples"], language)),
        )
        yield f"  {render(group, language)}"
