"""The texts of the monthly report, and the names of members, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.catalogue.metrics import catalogue
from data.filters import Filters, Scope
from data.inputs import reason
from data.members import members
from data.text.texts import say
from data.warehouse import Build


@dataclass(frozen=True)
class Words:
    """The texts of a report, and the names of members of one build, in one language."""

    build: Build
    language: str
    _names: dict[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def say(self, key: str, **values: object) -> str:
        """Return the text of a key in the report's language."""
        return say(key, self.language, **values)

    def name(self, dimension: str, member: str) -> str:
        """Return the name of a member, or its code if it has no name."""
        if dimension not in self._names:
            frame = members(dimension, build=self.build)
            names = zip(frame["member"], frame[f"label_{self.language}"], strict=True)
            self._names[dimension] = {str(code): str(label) for code, label in names}
        return self._names[dimension].get(member, member)

    def why_unknown(self, metric: str, filters: Filters, scope: Scope) -> str | None:
        """Return why a metric is unknown, or None."""
        return reason(catalogue().metrics[metric], (), filters, scope, self.language, build=self.build)
