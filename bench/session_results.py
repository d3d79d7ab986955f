"""What happened in a run of bench/sessions.py, and how it is printed."""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from data.filters import Filters

#: The part of a soak in which caches fill, and by how much the memory may change afterwards.
WARM_UP, MOST_GROWTH = 0.2, 0.05


@dataclass
class Results:
    """What happened. Lists grow while threads run; appending to them is atomic."""

    changes: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    downloads: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    #: Seconds since the start, and MB.
    memory: list[tuple[float, float]] = field(default_factory=list)
    #: Build, filters and key figures of the pages drawn.
    shown: list[tuple[str, Filters, dict[str, str]]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: Downloads that had to wait for a place, or to be started again on a newer build.
    refused: int = 0
    cpu_seconds: float = 0


def megabytes(pid: int) -> float:
    """Return the resident memory of a process and its children."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    [kilobytes] = [int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")]
    return kilobytes / 1024 + sum(megabytes(int(child)) for child in children)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _spread(name: str, seconds: list[float]) -> str:
    if not seconds:
        return f"{name:>14}: none"
    p95 = sorted(seconds)[int(0.95 * (len(seconds) - 1))]
    middle, longest = statistics.median(seconds), max(seconds)
    return f"{name:>14}: {len(seconds)}, median {middle:.2f} s, p95 {p95:.2f} s, longest {longest:.2f} s"


def growth(memory: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the memory after the warm-up, and by which share it is larger in the last fifth of a run."""
    end = memory[-1][0]
    first, last = (
        statistics.median(mb for seconds, mb in memory if start <= seconds / end <= start + 0.2)
        for start in (WARM_UP, 0.8)
    )
    return first, last / first - 1


def report(results: Results, figures: int, soak: float) -> int:
    """Print the results; return the exit code."""
    for name in ("changes", "pages", "downloads", "health"):
        print(_spread(name, getattr(results, name)))
    print(f"{'memory':>14}: peak {max(mb for _, mb in results.memory):.0f} MB")
    drawn = len(results.changes) + len(results.pages)
    print(f"{'processor':>14}: {results.cpu_seconds / max(1, drawn):.2f} s per page, downloads included")
    print(f"{'waited':>14}: {results.refused} downloads, for a place or a newer build")
    if soak:
        first, grown = growth(results.memory)
        print(f"{'growth':>14}: {grown:+.1%} of {first:.0f} MB after the warm-up")
        if abs(grown) > MOST_GROWTH:
            results.wrong.append("the memory is not flat")
    print(f"{'wrong':>14}: {len(results.wrong)}; {figures} key figures were compared")
    for line in results.wrong[:40]:
        print(f"  {line}")
    return 1 if results.wrong or not figures else 0
