"""The audit log: what an entry says, who can read the file, and how long it is kept."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

from data.access import audit_log
from data.access.viewer import Grant, Viewer
from data.files.export import FIGURES, REPORT, Export
from data.filters import Filters
from data.scope import EVERYTHING, Scope

VIEWER = Viewer("x", "Xena", (Grant("analyst", ("KUVA",)),))
EXPORT = Export(
    FIGURES,
    "tiny",
    "fi",
    Filters.of(from_month="2026-01", district=["301"]),
    Scope(("KUVA",), "internal"),
    metric="bookings",
    by=("unit",),
)


def test_an_entry_says_who_took_what_away(tmp_path: Path) -> None:
    audit_log.log_export(tmp_path, VIEWER, EXPORT, "csv", 12)
    audit_log.log_refusal(tmp_path, None, "not_signed_in", place="/api/export/bookings.csv")
    [month] = audit_log.months(tmp_path)
    [refused, taken], count = audit_log.entries(tmp_path, month, 10)
    assert count == 2
    assert dt.datetime.fromisoformat(taken.pop("at")).tzinfo is dt.UTC
    assert taken == {
        "subject": "x",
        "name": "Xena",
        "role": "analyst",
        "action": "download",
        "rows": 12,
        "file": "figures.csv",
        "metric": "bookings",
        "by": ["unit"],
        "filters": {"from": "2026-01", "district": ["301"]},
        "departments": ["KUVA"],
        "build": "tiny",
    }
    assert (refused["subject"], refused["action"], refused["file"]) == (
        None,
        "refused",
        "/api/export/bookings.csv",
    )


def test_only_the_owner_of_the_server_reads_the_file(tmp_path: Path) -> None:
    audit_log.log_export(tmp_path, VIEWER, Export(REPORT, "tiny", "fi", Filters(), EVERYTHING), "pdf", None)
    [path] = (tmp_path / "audit").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_new_month_removes_what_is_older_than_twelve_months(tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    folder = tmp_path / "audit"
    folder.mkdir()
    for month in (f"{now.year - 1}-{now.month:02d}", f"{now.year - 2}-12"):
        (folder / f"{month}.jsonl").write_text("{}\n")
    audit_log.log_refusal(tmp_path, VIEWER, "x")
    assert audit_log.months(tmp_path) == [f"{now:%Y-%m}", f"{now.year - 1}-{now.month:02d}"]
