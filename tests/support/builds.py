"""Compare two builds of one landing table by table, with the tables that are needed only while building."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data import parquet_files, warehouse
from data.parquet_files import BUILD, folder_of
from etl.engines.command import rebuild
from etl.landing.sql_quoting import literal
from etl.warehouse.build import Engine
from etl.warehouse.model import is_kept, model_files

#: What differs between any two builds.
OF_THE_BUILD = {("build_info", "build_id"), ("build_info", "built_at")}
COLUMNS = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = $build"


def keeping_all(engine: Engine) -> Engine:
    """Return an engine whose builds also keep the tables that are needed only while building."""

    def compute(connection: duckdb.DuckDBPyConnection, beside: Path | None) -> None:
        engine(connection, beside)
        for name in model_files():
            if not is_kept(name):
                connection.execute(f"CREATE TABLE only_while_building_{name} AS SELECT * FROM {name}")

    return compute


def built(home: Path, engine: Engine) -> Path:
    """Build again from the landing of a home; return the file of the published build."""
    messages: list[str] = []
    assert rebuild(home, messages.append, engine) == 0, messages
    return warehouse.current(home).path


def differences(one: Path, other: Path) -> list[str]:
    """Return every table of which the builds have different columns or rows. A coded text is a text."""
    # Only the first may have Parquet files beside it.
    with parquet_files.connect(one, {}) if folder_of(one).exists() else duckdb.connect() as connection:
        connection.execute(f"ATTACH IF NOT EXISTS {literal(str(one))} AS {BUILD} (READ_ONLY)")
        connection.execute(f"ATTACH {literal(str(other))} AS other (READ_ONLY)")
        columns = _columns(connection, BUILD)
        if columns != (others := _columns(connection, "other")):
            return [str(sorted(columns.items() ^ others.items()))]
        results = []
        for table in sorted({table for table, _ in columns}):
            names = [n for t, n in columns if t == table and (t, n) not in OF_THE_BUILD]
            values = ", ".join(
                f"CAST({n} AS VARCHAR) AS {n}" if columns[table, n] == "VARCHAR" else n for n in names
            )
            for left, right in ((BUILD, "other"), ("other", BUILD)):
                rows = f"SELECT {values} FROM {left}.{table} EXCEPT ALL SELECT {values} FROM {right}.{table}"
                for row in connection.execute(f"{rows} LIMIT 3").fetchall():
                    results.append(f"{table}, only in {left}: {dict(zip(names, row, strict=True))}")
        return results


def _columns(connection: duckdb.DuckDBPyConnection, build: str) -> dict[tuple[str, str], str]:
    rows = connection.execute(COLUMNS, {"build": build}).fetchall()
    return {(t, n): "VARCHAR" if kind.startswith("ENUM(") else kind for t, n, kind in rows}
