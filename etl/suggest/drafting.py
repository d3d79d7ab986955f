"""Draft a mapping of a file: the steps that the command and a form share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.suggest.beginning import Beginning, read_beginnings
from etl.suggest.choices import Choices, completed, filled_as_chosen, read_as_chosen
from etl.suggest.columns import ColumnProfile, columns
from etl.suggest.draft import Draft, draft
from etl.suggest.matching import Matched, match, matches
from etl.suggest.preview import Preview, preview
from etl.suggest.unique_keys import with_unique_keys


@dataclass(frozen=True)
class Drafted:
    """A draft, what the columns of the file hold, and what a load with the draft would do."""

    draft: Draft
    profiles: tuple[ColumnProfile, ...]
    preview: Preview


def draft_of(path: Path, table: str | None = None, choices: Choices | None = None) -> Drafted:
    """Draft a mapping of a file to the table that fits best, or to ``table``, as the steward chose.

    Raises Refused if no mapping can be drafted from it.
    """
    choices = choices or {}
    beginning, profiles, candidates = max(
        (_read(beginning, choices.get("table", table), choices) for beginning in read_beginnings(path)),
        key=lambda read: read[2][0].points,
    )
    chosen = filled_as_chosen(candidates[0], profiles, choices)
    matched, notes = with_unique_keys(beginning, chosen)
    drafted = completed(draft(beginning, profiles, (matched, *candidates[1:]), notes), choices)
    return Drafted(drafted, tuple(columns(beginning)), preview(path, drafted.entries, profiles))


def _read(
    beginning: Beginning, table: str | None, choices: Choices
) -> tuple[Beginning, list[ColumnProfile], list[Matched]]:
    profiles = read_as_chosen(columns(beginning), choices)
    return beginning, profiles, [match(profiles, table)] if table else matches(profiles)
