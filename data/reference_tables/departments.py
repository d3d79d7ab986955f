"""The city's departments: their codes and names."""

from __future__ import annotations

from data.city_profile.in_use import current_city
from data.reference_tables.reader import codes_by_name


def departments() -> tuple[str, ...]:
    """Return the codes of the departments."""
    return tuple(row["department"] for row in current_city().departments)


def department_codes() -> dict[str, str]:
    """Return the code of each department by its code and names, in lower case."""
    names = ("name_fi", "name_sv", "name_en")
    return codes_by_name(current_city().departments, "department", names)
