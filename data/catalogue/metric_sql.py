"""Parse the SQL of a metric with DuckDB itself (``json_serialize_sql``), the parser that runs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from data.catalogue.declarations import CatalogueError


@dataclass(frozen=True)
class Branch:
    """One SELECT of a metric: the columns it returns, and the tables and columns it reads."""

    names: tuple[str, ...]
    tables: tuple[str, ...]
    columns: tuple[str, ...]


def parse_branches(sql: str, connection: duckdb.DuckDBPyConnection, name: str) -> list[Branch]:
    """Return the SELECTs of a metric, as DuckDB parses them. Raises CatalogueError if it cannot."""
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    parsed: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if parsed.get("error"):
        raise CatalogueError(f"{name}: {parsed.get('error_message', 'cannot be parsed')}")
    return [_branch(node) for node in _selects(parsed["statements"][0]["node"])]


def _selects(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node["type"] == "SET_OPERATION_NODE":
        children = node.get("children") or [node["left"], node["right"]]
        for child in children:
            yield from _selects(child)
    else:
        yield node


def _branch(node: dict[str, Any]) -> Branch:
    names = []
    for expression in node["select_list"]:
        names.append(expression.get("alias") or expression.get("column_names", ["?"])[-1])
    tables = [n["table_name"] for n in _walk(node) if n.get("type") == "BASE_TABLE"]
    columns = [n["column_names"][-1] for n in _walk(node) if n.get("class") == "COLUMN_REF"]
    return Branch(tuple(names), tuple(dict.fromkeys(tables)), tuple(dict.fromkeys(columns)))


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from _walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from _walk(child)
