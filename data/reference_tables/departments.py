"""The city's departments (``departments.csv``): their codes and names."""

from __future__ import annotations

from data.reference_tables.reader import shipped_rows


def departments() -> tuple[str, ...]:
    """Return the codes of the departments."""
    return tuple(row["department"] for row in shipped_rows("departments.csv"))
