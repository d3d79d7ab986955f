"""Say which tables of the model new loads touch, by what each table reads."""

from __future__ import annotations

import graphlib

from etl.warehouse.model import is_kept, model_reads, tables_read

#: The tables that are updated by booking, by space and day, by month and space or booker, or by month
#: (bookings.py, spaces.py).
BY_PART = frozenset(
    {"booking", "booker_month", "booking_hour", "booking_day", "booking_week", "booking_month"}
    | {"space_hour", "space_day", "space_week", "space_month"}
)
#: Most rows of a build depend on these: if new loads change them, all of it is built anew (registers.py).
REGISTERS = frozenset({"space", "unit", "legacy_space", "bookable_interval", "respa_resource_name"})
#: Tables of sums and names that read bookings: calculated anew by every update.
OF_EVERYTHING = frozenset({"source_month", "dimension_member"})
#: What bookings add to these changes no other row: they are a calendar, and numbers that are only added to.
APPENDED = frozenset({"local_hour", "booker", "organisation", "booking_superseded"})


def registers_read(added: set[str]) -> list[str]:
    """Return the registers that rows of these landing tables can change, each after those that it reads.

    Bookings name spaces that are in no register: those are looked at when their rows are known (codes.py).
    """
    touched = _touched(added - {"bookings"})
    return [name for name in _order() if name in touched & REGISTERS]


def tables_to_rebuild(added: set[str]) -> list[str]:
    """Return the tables of a build to calculate anew, whole, after rows of these landing tables were added.

    Each comes after those that it reads. The registers say what they said before.
    """
    touched = (_touched(added - {"bookings"}, but=REGISTERS) - BY_PART) | OF_EVERYTHING
    return [name for name in _order() if name in touched and is_kept(name)]


def _touched(added: set[str], but: frozenset[str] = frozenset()) -> set[str]:
    """Return the tables of the model that read the landing tables, or tables that do, ``but`` some."""
    touched = {f"landing_{name}" for name in added}
    for name in _order():
        if tables_read()[name] & touched and name not in APPENDED | but:
            touched.add(name)
    return touched & tables_read().keys()


def _order() -> list[str]:
    return list(graphlib.TopologicalSorter(model_reads()).static_order())
