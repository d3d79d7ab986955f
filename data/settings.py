"""Where the data is, and the few settings a city may change, all read from the environment."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: A folder per shipped city profile, and ``common``: the tables that a city without its own ones gets.
CITIES = ROOT / "data" / "cities"
#: The languages of the texts; a city offers some of them.
LANGUAGES = ("fi", "sv", "en")


def home(explicit: Path | str | None = None) -> Path:
    """Return the folder of ``landing/`` and ``warehouse/``: ``explicit``, else TALKOOTILA_HOME, else data/.

    Only entry points (commands, the start of a page) call this; other functions take a home or a build.
    """
    return Path(explicit or os.environ.get("TALKOOTILA_HOME") or ROOT / "data").expanduser().resolve()


def suppression_threshold() -> int:
    """Return the smallest count of people that is shown (default 5); smaller ones except 0 are suppressed."""
    return int(os.environ.get("TALKOOTILA_SUPPRESSION_THRESHOLD", "5"))


def volgistics_hours_are_per_person() -> bool:
    """Return whether Volgistics hours of a group entry are per person (default: of the whole group)."""
    return os.environ.get("TALKOOTILA_VOLGISTICS_HOURS_PER_PERSON", "") in ("1", "true", "yes")


def pages_memory_mb() -> int:
    """Return the memory (MiB) that all database connections of the pages may use together.

    TALKOOTILA_PAGES_MEMORY_MB, else half of the machine's memory.
    """
    configured = os.environ.get("TALKOOTILA_PAGES_MEMORY_MB")
    return int(configured) if configured else _machine_memory_mb() // 2


def build_memory_mb() -> int:
    """Return the memory (MiB) that a build may use before it writes to its private folder.

    TALKOOTILA_BUILD_MEMORY_MB, else 1200, and at most half of the machine's memory.
    """
    configured = os.environ.get("TALKOOTILA_BUILD_MEMORY_MB")
    return int(configured) if configured else min(1200, _machine_memory_mb() // 2)


def parquet_rows() -> int | None:
    """Return the number of landed bookings from which a build keeps them as Parquet files beside it.

    TALKOOTILA_PARQUET_ROWS; without it every build is one file.
    """
    configured = os.environ.get("TALKOOTILA_PARQUET_ROWS")
    return int(configured) if configured else None


def store_url() -> str | None:
    """Return the address of the object storage that several machines share: TALKOOTILA_STORE."""
    return os.environ.get("TALKOOTILA_STORE") or None


def _machine_memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
