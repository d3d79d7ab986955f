"""The city's departments (``departments.csv``): their codes and names."""

from __future__ import annotations

import functools

from data.reference_tables.reader import codes_by_name, shipped_rows


def departments() -> tuple[str, ...]:
    """Return the codes of the departments."""
    return tuple(row["department"] for row in shipped_rows("departments.csv"))


@functools.cache
def department_codes() -> dict[str, str]:
    """Return the code of each department by its code and names, in lower case."""
    names = ("name_fi", "name_sv", "name_en")
    return codes_by_name(shipped_rows("departments.csv"), "department", names)
