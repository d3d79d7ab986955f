"""Read which Varaamo space each Respa space is today: a table that a data steward keeps by hand.

Respa and Varaamo share no key, so the city maps legacy spaces to Varaamo spaces itself
(``space_mapping.csv`` in the home's folder ``reference``, else the shipped file).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.reference_tables.reader import Row, WrongReference, reference_file, rows_of
from data.text.messages import message

MAPPING = "space_mapping.csv"
COLUMNS = ("respa_space", "space", "note")
LEGACY = "respa:"


@dataclass(frozen=True)
class Mapped:
    """A Respa space (``respa:<resource id>`` or ``respa:<unit>/<resource>``) and its Varaamo space."""

    respa_space: str
    space: str


def mapped_spaces(home: Path) -> tuple[Mapped, ...]:
    """Return the rows of the home's mapping. Raises WrongReference if one cannot be used."""
    path = reference_file(MAPPING, home)
    seen: set[str] = set()
    mapped = []
    for number, row in rows_of(path, COLUMNS):
        if not row["respa_space"].startswith(LEGACY) or row["respa_space"] == LEGACY:
            raise _wrong(path, number, row, "respa_space", message("expected_respa_space"))
        if not row["space"] or row["space"].startswith(LEGACY):
            raise _wrong(path, number, row, "space", message("expected_varaamo_space"))
        if row["respa_space"] in seen:
            raise _wrong(path, number, row, "respa_space", message("expected_once"))
        seen.add(row["respa_space"])
        mapped.append(Mapped(row["respa_space"], row["space"]))
    return tuple(mapped)


def _wrong(path: Path, number: int, row: Row, column: str, expected: str) -> WrongReference:
    return WrongReference(path, number, column, row[column], expected)
