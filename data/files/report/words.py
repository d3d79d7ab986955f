"""The texts of the monthly report, and the names of members, in the reader's language."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.members import members
from data.warehouse import Build

FILE = Path(__file__).parent / "words.toml"


@functools.cache
def texts() -> dict[str, dict[str, str]]:
    """The texts of words.toml: by key, then by language."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """What a report says in one language about one build."""

    build: Build
    language: str
    _names: dict[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def say(self, key: str, **values: object) -> str:
        """The text of a key with its values put in. Raises KeyError for a key that is not there."""
        text = texts()[key][self.language]
        return text.format(**values) if values else text

    def name(self, dimension: str, member: str) -> str:
        """What a member is called; its code where it has no name."""
        if dimension not in self._names:
            frame = members(dimension, build=self.build)
            names = zip(frame["member"], frame[f"label_{self.language}"], strict=True)
            self._names[dimension] = {str(code): str(label) for code, label in names}
        return self._names[dimension].get(member, member)
