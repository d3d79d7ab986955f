"""Hash each distinct text of a column of keys once, as a keyed hash takes longer than finding a text."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from etl.landing.secret import Keys
from etl.landing.sql_quoting import identifier
from etl.sources.base import Feed, Raw

#: Fewer rows are hashed one by one, because statements take time too.
MINIMUM_ROWS = 50_000
#: A distinct text is in at least so many rows on average; else finding it takes longer than hashing it.
MINIMUM_REPEATS = 4


def hash_repeated(connection: duckdb.DuckDBPyConnection, feed: Feed, raw: Raw, keys: Keys) -> Raw:
    """Return the rows with the finished keys of columns whose texts repeat, as columns added to their table.

    The keys are written into the table because a join would not keep the order of the rows.
    """
    if not raw.cells:
        return raw
    cells = {name: [identifier(header) for header in headers] for name, headers in raw.cells.items()}
    distinct_sql = [f"approx_count_distinct(({', '.join(of_key)}))" for of_key in cells.values()]
    counts_sql = ", ".join(("count(*)", *distinct_sql))
    rows, *distinct = connection.execute(f"SELECT {counts_sql} FROM {raw.table}").fetchone() or (0,)
    if rows < MINIMUM_ROWS:
        return raw
    finished, values, sources, matches = {}, [], [], []
    for (name, of_key), texts in zip(cells.items(), distinct, strict=True):
        if texts * MINIMUM_REPEATS > rows:
            continue
        # A normalised header has no blank.
        finished[name] = hashed = identifier(f"Hashed {name}")
        key = keys.sql(f"encode({raw.columns[name]})", feed.canonical.columns[name].domain)
        connection.execute(f"ALTER TABLE {raw.table} ADD COLUMN {hashed} BLOB")
        source = f"texts_{name}"
        values.append(f"{hashed} = {source}.key")
        sources.append(
            f"(SELECT {', '.join(of_key)}, {key} AS key "
            f"FROM (SELECT DISTINCT {', '.join(of_key)} FROM {raw.table})) AS {source}"
        )
        matches += [f"{source}.{cell} IS NOT DISTINCT FROM {raw.table}.{cell}" for cell in of_key]
    if finished:
        # Each row matches one row of each source, which has all texts, and NULL.
        values_sql, sources_sql, matches_sql = ", ".join(values), ", ".join(sources), " AND ".join(matches)
        connection.execute(f"UPDATE {raw.table} SET {values_sql} FROM {sources_sql} WHERE {matches_sql}")
    return replace(raw, keys=finished)
