"""What a reader may see: the departments, and the level at which figures are disclosed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, get_args

#: ``internal``: small counts of people are suppressed. ``open``: the other counts of people are rounded too.
Level = Literal["internal", "open"]
LEVELS: tuple[Level, ...] = get_args(Level)
#: What the option ``--level`` of a command means.
LEVEL_HELP = "what may be shown: with `open`, for figures that anybody may see, counts of people are rounded"


@dataclass(frozen=True)
class Scope:
    """The departments that a reader may see (None: the whole city), and the level of disclosure.

    Neither field has a default: whoever makes a scope says what it lets through.
    """

    departments: tuple[str, ...] | None
    level: Level

    def key(self) -> str:
        """Return a text that only equal scopes share, for cache keys."""
        return json.dumps([self.departments, self.level])


#: The scope of operators on the machine itself, and of tests.
EVERYTHING = Scope(None, "internal")
