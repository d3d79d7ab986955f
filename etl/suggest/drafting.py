"""Draft a mapping of a file: the steps that the command and a form share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.suggest.beginning import Beginning, read_beginnings
from etl.suggest.columns import ColumnProfile, columns
from etl.suggest.draft import Draft, draft
from etl.suggest.matching import Matched, match, matches
from etl.suggest.preview import Preview, preview
from etl.suggest.unique_keys import with_unique_keys


@dataclass(frozen=True)
class Drafted:
    """A draft, how its columns were found, and what a load with it would do."""

    draft: Draft
    profiles: tuple[ColumnProfile, ...]
    preview: Preview


def draft_of(path: Path, table: str | None = None) -> Drafted:
    """Draft a mapping of a file to the table that fits best, or to ``table``.

    Raises Refused if no mapping can be drafted from it.
    """
    beginning, profiles, candidates = max(
        (_read(beginning, table) for beginning in read_beginnings(path)), key=lambda read: read[2][0].points
    )
    matched, notes = with_unique_keys(beginning, candidates[0])
    drafted = draft(beginning, profiles, (matched, *candidates[1:]), notes)
    return Drafted(drafted, tuple(profiles), preview(path, drafted.entries, profiles))


def _read(beginning: Beginning, table: str | None) -> tuple[Beginning, list[ColumnProfile], list[Matched]]:
    profiles = columns(beginning)
    return beginning, profiles, [match(profiles, table)] if table else matches(profiles)
