"""The texts of the monthly report, and the names of members, in the reader's language."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from data.catalogue.metrics import catalogue
from data.filters import Filters
from data.inputs import reason
from data.members import members
from data.scope import Scope
from data.text.texts import say
from data.warehouse import Build


@dataclass(frozen=True)
class Words:
    """The texts of a report, and the names of members of one build, in one language."""

    build: Build
    language: str

    def say(self, key: str, **values: object) -> str:
        """Return the text of a key in the report's language."""
        return say(key, self.language, **values)

    def name(self, dimension: str, member: str) -> str:
        """Return the name of a member, or its code if it has no name."""
        return _names(dimension, self.build, self.language).get(member, member)

    def why_unknown(self, metric: str, filters: Filters, scope: Scope) -> str | None:
        """Return why a metric is unknown, or None."""
        return reason(catalogue().metrics[metric], (), filters, scope, self.language, build=self.build)


@functools.lru_cache(maxsize=64)
def _names(dimension: str, build: Build, language: str) -> Mapping[str, str]:
    """Return the names by code. A build never changes, so they are read once."""
    frame = members(dimension, build=build)
    return dict(zip(frame["member"].astype(str), frame[f"label_{language}"].astype(str), strict=True))
