"""The audit log: what an entry says, who can read the file, and how long it is kept."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest

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


def test_a_flood_of_strangers_does_not_fill_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(dt.datetime):
        minute_now = 0

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Clock:
            return cls(2026, 10, 5, 9, cls.minute_now, tzinfo=tz)

    monkeypatch.setattr("data.access.audit_log.dt.datetime", Clock)
    for _ in range(250):
        audit_log.log_refusal(tmp_path, None, "not_signed_in")
    audit_log.log_refusal(tmp_path, None, "sign_in_failed")
    # Whoever has signed in is named each time.
    for _ in range(2):
        audit_log.log_refusal(tmp_path, VIEWER, "invalid_link")
    Clock.minute_now = 1
    audit_log.log_refusal(tmp_path, None, "not_signed_in")
    entries, _ = audit_log.entries(tmp_path, "2026-10", 20)
    assert [(entry["reason"], entry.get("attempts")) for entry in reversed(entries)] == [
        *(("not_signed_in", number) for number in (1, 10, 100)),
        ("sign_in_failed", 1),
        *[("invalid_link", None)] * 2,
        ("not_signed_in", 1),
    ]


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
