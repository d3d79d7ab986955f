"""What a home keeps, for tests that look for what it must not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from data import warehouse


def everything(home: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the home, and every value of its tables: compression hides a value from a search."""
    for path in home.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
        if path.suffix == ".parquet":
            rows = duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            yield f"{path.name} unpacked", repr(rows).encode()
    build = warehouse.current(home)
    for (name,) in build.rows("SELECT table_name FROM duckdb_tables()"):
        yield name, repr(build.rows(f"SELECT * FROM {name}")).encode()
