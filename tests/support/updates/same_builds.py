"""Compare an updated build with a whole build of the same landing: every table, row by row."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import duckdb

from data import warehouse
from data.city_profile import in_use as city_in_use
from etl.landing.secret import load_secrets
from etl.landing.store import Landing
from etl.warehouse.build import build

#: What differs between two builds of the same landing: which one it is, and when it was made.
OF_THE_BUILD = {"build_info": "* EXCLUDE (build_id, built_at)"}


def how_made(home: Path) -> str:
    """The code of the message that says how the published build was made."""
    facts = warehouse.current(home).path.with_suffix(".json")
    code: str = json.loads(facts.read_text(encoding="utf-8"))["made"].partition("?")[0]
    return code


def is_update(home: Path) -> bool:
    """Whether the published build is an update of an earlier one."""
    return how_made(home) == "updated"


def differences(home: Path) -> list[str]:
    """Build everything landed in ``home`` anew; return how the published build differs from that."""
    with tempfile.TemporaryDirectory() as name:
        other = Path(name) / "home"
        shutil.copytree(home, other, ignore=shutil.ignore_patterns("warehouse", "logs"))
        with city_in_use.using(city_in_use.city_of(other)):
            landing = Landing(other, *load_secrets())
            built = build(other, landing, landing.loads())
        assert built.published
        updated, whole = warehouse.current(home), warehouse.current(other)
        assert not is_update(other)
        facts = [{**b.sources, "as_of": b.as_of, "is_sample": b.is_sample} for b in (updated, whole)]
        return [*(["facts"] if facts[0] != facts[1] else []), *_compare(updated.path, whole.path)]


def _compare(updated: Path, whole: Path) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{updated}' AS updated (READ_ONLY)")
        connection.execute(f"ATTACH '{whole}' AS whole (READ_ONLY)")
        schemas = [
            dict(
                connection.execute(
                    "SELECT table_name, list((column_name, data_type, comment) ORDER BY column_index)"
                    " FROM duckdb_columns() WHERE database_name = ? GROUP BY table_name",
                    [database],
                ).fetchall()
            )
            for database in ("updated", "whole")
        ]
        if schemas[0] != schemas[1]:
            return [f"schema: {set(map(str, schemas[0].items())) ^ set(map(str, schemas[1].items()))}"]
        found = []
        for table in sorted(schemas[0]):
            columns = OF_THE_BUILD.get(table, "*")
            for one, other in (("updated", "whole"), ("whole", "updated")):
                sql = f"SELECT {columns} FROM {one}.{table} EXCEPT ALL SELECT {columns} FROM {other}.{table}"
                rows = connection.execute(f"FROM ({sql}) LIMIT 3").fetchall()
                found += [f"only in {one}.{table}: {row}" for row in rows]
        return found
