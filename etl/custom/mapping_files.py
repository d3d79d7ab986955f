"""Read the mappings of a home: one TOML file each, validated whole before any is used."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from pathlib import Path

from data import settings
from data.catalogue.tables import COLUMNS
from data.text.messages import message
from etl.custom.mapping import Mapping
from etl.custom.validate import checked

SHIPPED = COLUMNS / "custom"


def paths(home: Path | None = None) -> list[Path]:
    """The files of mappings, in the order of their names: the home's own win over the shipped ones."""
    found = {path.name: path for path in SHIPPED.glob("*.toml")}
    found |= {path.name: path for path in (settings.home(home) / "custom").glob("*.toml")}
    return [found[name] for name in sorted(found)]


def mappings(home: Path | None = None) -> tuple[Mapping, ...]:
    """The mappings in use. Raises WrongMapping where one cannot be used."""
    read = [_read(path, path.stat().st_mtime_ns) for path in paths(home)]
    wrong = [stored for _, stored_problems in read for stored in stored_problems]
    usable = tuple(mapping for mapping, _ in read if mapping is not None)
    wrong += _alike(usable)
    if wrong:
        raise WrongMapping(wrong)
    return usable


def problems(home: Path | None = None) -> tuple[str, ...]:
    """What is wrong with the mappings of ``home``, as stored messages (data/text/messages.py)."""
    try:
        mappings(home)
    except WrongMapping as error:
        return error.stored
    return ()


class WrongMapping(ValueError):
    """Mappings that cannot be used; ``stored`` are the messages, each naming file and key."""

    def __init__(self, stored: Sequence[str]) -> None:
        self.stored = tuple(stored)
        super().__init__("\n".join(stored))


@functools.lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> tuple[Mapping | None, tuple[str, ...]]:
    """A mapping, or None and what is wrong with it."""
    file = f"custom/{path.name}"
    try:
        given = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return None, (message("custom_broken", file=file),)
    return checked(file, given)


def _alike(usable: Sequence[Mapping]) -> list[str]:
    """Mappings that must recognise the same files, since they look for the same headers."""
    found = []
    for place, mapping in enumerate(usable):
        for other in usable[:place]:
            same = set(other.recognise) == set(mapping.recognise) and other.format == mapping.format
            layout = ("delimiter", "encoding", "sheet", "header_row")
            if same and all(getattr(other, key) == getattr(mapping, key) for key in layout):
                found.append(message("custom_alike", file=mapping.file, other=other.file))
    return found
