"""Read the records of a JSON list as text, by dotted paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from data.catalogue.tables import tables
from etl.inbox.inspect import Export
from etl.landing.sql_quoting import file_literal, identifier, literal
from etl.sources.base import Raw


def read_json(_: duckdb.DuckDBPyConnection, export: Export, paths: Sequence[str]) -> Raw:
    """Return a JSON list of records; ``paths`` are the dotted paths to take, as text.

    A record's keys may differ only in what ``normalise`` removes, such as case.
    """
    keys = dict(zip(export.headers, export.raw_headers, strict=True))
    size = max(export.path.stat().st_size + 1, 1 << 24)
    file = file_literal(export.path)
    # The keys of all records: a key that the first record lacks may be in the next.
    wanted = {path.split(".")[0] for path in paths}
    if export.container is None:
        types = ", ".join(f"{literal(keys.get(key, key))}: 'VARCHAR'" for key in sorted(wanted))
        relation = f"read_json({file}, format = 'array', columns = {{{types}}}, maximum_object_size = {size})"
        return Raw(relation, {path: _flat(path, keys) for path in paths})
    relation = (
        f"(SELECT unnest(json_extract(json, {literal(f'$.{export.container}[*]')})) AS record "
        f"FROM read_json_objects({file}, format = 'unstructured', maximum_object_size = {size}))"
    )
    columns = {path: f"json_extract_string(record, {literal(_json_path(path, keys))})" for path in paths}
    return Raw(relation, columns)


def _flat(path: str, keys: Mapping[str, str]) -> str:
    key, _, rest = path.partition(".")
    column = identifier(keys.get(key, key))
    if not rest:
        return column
    return f"json_extract_string(TRY_CAST({column} AS JSON), {literal(_steps(rest))})"


def _json_path(path: str, keys: Mapping[str, str]) -> str:
    key, _, rest = path.partition(".")
    return f'$."{keys.get(key, key)}"' + (_steps(rest).removeprefix("$") if rest else "")


def _steps(rest: str) -> str:
    """Return ``coordinates.0`` as the JSON path ``$."coordinates"[0]``."""
    return "$" + "".join(f"[{s}]" if s.isdigit() else f'."{s}"' for s in rest.split("."))


def json_paths(table: str, source: str, *derived: str) -> list[str]:
    """Return the dotted paths that data/columns names for this source's table, without the derived ones."""
    columns = tables()[table].columns.values()
    return [h for c in columns for h in c.headers.get(source, ()) if h not in derived]
