"""Read the mappings of a home: one TOML file each, validated whole before any is used."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data import settings
from data.catalogue.tables import COLUMNS
from data.text.messages import message
from etl.custom.mapping import Mapping
from etl.custom.validate import validated

SHIPPED = COLUMNS / "custom"


def paths(home: Path | None = None) -> list[Path]:
    """Return the files of mappings by name; a file of the home replaces a shipped one with the same name."""
    by_name = {path.name: path for path in SHIPPED.glob("*.toml")}
    by_name |= {path.name: path for path in (settings.home(home) / "custom").glob("*.toml")}
    return [by_name[name] for name in sorted(by_name)]


def mappings(home: Path | None = None) -> tuple[Mapping, ...]:
    """Read all mappings. Raises WrongMapping if one cannot be used."""
    read = [_read(path, path.stat().st_mtime_ns) for path in paths(home)]
    errors = [stored for _, stored_problems in read for stored in stored_problems]
    usable = tuple(mapping for mapping, _ in read if mapping is not None)
    errors += _same_files(usable)
    if errors:
        raise WrongMapping(errors)
    return usable


def problems(home: Path | None = None) -> tuple[str, ...]:
    """Return what is wrong with the mappings of ``home``, as stored messages (data/text/messages.py)."""
    try:
        mappings(home)
    except WrongMapping as error:
        return error.stored
    return ()


def problems_with(home: Path, file: str, entries: dict[str, Any]) -> tuple[str, ...]:
    """Return what would be wrong if the home had another mapping with these entries in ``file``."""
    mapping, errors = validated(file, entries)
    return errors if mapping is None else tuple(_same_files((*mappings(home), mapping)))


class WrongMapping(ValueError):
    """Mappings that cannot be used; each of the messages in ``stored`` names file and key."""

    def __init__(self, stored: Sequence[str]) -> None:
        self.stored = tuple(stored)
        super().__init__("\n".join(stored))


@functools.lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> tuple[Mapping | None, tuple[str, ...]]:
    """Read a mapping; return None and what is wrong with it if it cannot be used."""
    file = f"custom/{path.name}"
    try:
        entries = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return None, (message("custom_broken", file=file),)
    return validated(file, entries)


def _same_files(usable: Sequence[Mapping]) -> list[str]:
    """Return a message for each pair of mappings that recognise the same files by the same headers."""
    messages = []
    for number, mapping in enumerate(usable):
        for other in usable[:number]:
            same = set(other.recognise) == set(mapping.recognise) and other.format == mapping.format
            layout = ("delimiter", "encoding", "sheet", "header_row")
            if same and all(getattr(other, key) == getattr(mapping, key) for key in layout):
                messages.append(message("custom_alike", file=mapping.file, other=other.file))
    return messages
