"""Where the figures live and the few settings a city may change, all from the environment."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"
LANGUAGES = ("fi", "sv", "en")
TIME_ZONE = "Europe/Helsinki"


def home(given: Path | str | None = None) -> Path:
    """Directory that holds ``landing/`` and ``warehouse/``: given, else TALKOOTILA_HOME, else data/."""
    return Path(given or os.environ.get("TALKOOTILA_HOME") or ROOT / "data").expanduser().resolve()


def suppression_threshold() -> int:
    """Counts of people from 1 to one below this are not shown (people; default 5)."""
    return int(os.environ.get("TALKOOTILA_SUPPRESSION_THRESHOLD", "5"))


def volgistics_hours_are_per_person() -> bool:
    """Whether Volgistics hours of a group entry must be multiplied by its people (default: no)."""
    return os.environ.get("TALKOOTILA_VOLGISTICS_HOURS_PER_PERSON", "") in ("1", "true", "yes")
