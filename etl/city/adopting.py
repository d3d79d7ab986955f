"""Put a city profile into a home: its files become the home's folder ``city``."""

from __future__ import annotations

import shutil
from pathlib import Path

from data.text.messages import message
from etl.city.checking import profile_problems
from etl.inbox.inspect import Refused


def adopt(folder: Path, home: Path) -> None:
    """Copy the profile into the home. Raises Refused if it has problems, or the home is of another city.

    Times and postal codes of what was landed were read as those of its city, so a home stays with it.
    """
    if wrong := profile_problems(folder):
        raise Refused("\n".join(wrong))
    target = home / "city"
    if target.resolve() == folder.resolve():
        return
    if not target.is_dir() and any((home / "landing" / "loads").glob("*.json")):
        raise Refused(message("city_landed", home=home))
    shutil.copytree(folder, target, dirs_exist_ok=True)
