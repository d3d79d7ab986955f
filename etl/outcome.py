"""What a load did: what happened to each file, and to the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from etl.warehouse.quality_checks import Check


@dataclass(frozen=True)
class FileResult:
    """What happened to a file (loaded, unchanged, refused or unsupported) and to its rows."""

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
    """The outcome of a load, as ``--json`` prints it. ``landed_only``: the next load builds."""

    build_id: str | None
    published: bool
    files: tuple[FileResult, ...]
    checks: tuple[Check, ...]
    landed_only: bool = False

    @property
    def exit_code(self) -> int:
        """0: published or nothing new; 1: the same, but a file was refused or rows rejected; 2: no build."""
        failed = any(check.level == "fail" and check.rows for check in self.checks)
        if failed or (self.build_id is None and not self.landed_only):
            return 2
        refused = any(file.status == "refused" for file in self.files)
        return 1 if refused or self.newly_rejected else 0

    @property
    def summary(self) -> str:
        """One line about the load."""
        files = ", ".join(f"{n} {status}" for status, n in self.counts.items()) or "no files"
        if self.landed_only:
            return f"{files}; {self.newly_rejected} rows rejected; landed, not built"
        state = "published" if self.published else "still published, unchanged"
        build_state = f"build {self.build_id} {state}" if self.build_id else "no build"
        rejected = f"{self.newly_rejected} rows rejected"
        if self.newly_without_rows:
            rejected += f", files without any usable row: {self.newly_without_rows}"
        return f"{files}; {rejected}; {build_state}"

    @property
    def counts(self) -> dict[str, int]:
        """The number of files by what happened to them."""
        return dict(sorted(Counter(file.status for file in self.files).items()))

    @property
    def newly_without_rows(self) -> int:
        """Files of which this load rejected every row."""
        return sum(file.status == "loaded" and file.rows_rejected == file.rows_read for file in self.files)

    @property
    def newly_rejected(self) -> int:
        """Rows that this load rejected; those of unchanged files were reported when they were loaded."""
        return sum(file.rows_rejected for file in self.files if file.status == "loaded")
