"""Make sure that registers that were sent again say what the build has."""

from __future__ import annotations

from collections.abc import Collection

from etl.warehouse.incremental.base import WholeBuildNeeded
from etl.warehouse.incremental.reads import APPENDED, registers_read
from etl.warehouse.incremental.slices import Slices
from etl.warehouse.model import is_kept, model_reads, model_sql
from etl.warehouse.scratch import BUILD, SCRATCH

BEFORE = f"""
SELECT * FROM {SCRATCH}.main.landing_{{name}} ANTI JOIN {SCRATCH}.added.landing_{{name}} USING (row_id)
"""


def refuse_changed_registers(slices: Slices, added: Collection[str]) -> None:
    """Raise WholeBuildNeeded if the new rows of these landing tables change a register or bookable time.

    A file that says again what the build knows can still end what a file in between said, so the registers
    are compared, and not the files.
    """
    registers = registers_read(set(added))
    if not registers:
        return
    for name in added:
        slices.create(f"before.landing_{name}", BEFORE.format(name=name), kind="VIEW")
    for name in registers:
        slices.compute_read_by(name)
        earlier = f"{BUILD}.{name}" if is_kept(name) else _earlier(slices, name)
        places = (f"({model_sql(name)})", earlier)
        for one, other in (places, places[::-1]):
            sql = f"SELECT * FROM {one} EXCEPT ALL SELECT * FROM {other} LIMIT 1"
            if slices.connection.execute(sql).fetchone():
                raise WholeBuildNeeded("registers")


def _earlier(slices: Slices, name: str) -> str:
    """Compute what an intermediate table was without the new rows; return its place."""
    for read in sorted(model_reads()[name] - APPENDED):
        if not is_kept(read):
            _earlier(slices, read)
    slices.compute_part("before", name)
    return f"{SCRATCH}.before.{name}"
