"""Read JSON and JSON lines as a table: nested values under dotted headers, lists of words as one text."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.text.messages import message
from etl.inbox.inspect import MOST_COLUMNS, Refused

#: Between the words of a list in one cell.
BETWEEN = "; "


@dataclass(frozen=True)
class JsonTable:
    """The rows of a JSON file, each with a cell (or None) for every header."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


def json_table(path: Path, records: str) -> JsonTable:
    """Return the rows at the dotted path ``records``; '' is the file itself. Raises Refused for no JSON.

    Lists on the way are followed: the fields of their items come before those of the rows, under their paths.
    """
    return _table(path, path.stat().st_mtime_ns, records)


@functools.lru_cache(maxsize=1)
def _table(path: Path, changed: int, records: str) -> JsonTable:
    steps = records.split(".") if records else []
    try:
        objects = [dict(_cells("", item)) for item in _items(_read(path, changed), steps)]
    except RecursionError:  # objects within objects, far deeper than those of any system
        raise Refused(message("json_broken")) from None
    headers = tuple(dict.fromkeys(header for cells in objects for header in cells))
    if len(headers) > MOST_COLUMNS:
        raise Refused(message("too_many_columns", found=len(headers), limit=MOST_COLUMNS))
    return JsonTable(headers, tuple(tuple(map(cells.get, headers)) for cells in objects))


def list_paths(path: Path) -> list[str]:
    """Return the dotted paths of lists of objects in a JSON file, outer ones first; '' is the file itself."""
    return list(dict.fromkeys(_paths("", _read(path, path.stat().st_mtime_ns), 0)))


@functools.lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> Any:
    """Return the values of a file, numbers as their texts. Raises Refused if it is not JSON."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(message("encoding")) from None
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    try:
        return decoder.decode(text.strip())
    except (ValueError, RecursionError):
        pass
    try:
        return [decoder.decode(line.strip()) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise Refused(message("json_broken")) from None


def _items(
    value: Any, steps: list[str], outer: dict[str, Any] | None = None, place: str = ""
) -> Iterator[Any]:
    """Yield the objects at the end of the path, with the fields of those around them."""
    if isinstance(value, list):
        for item in value:
            yield from _items(item, steps, outer, place)
    elif isinstance(value, dict) and not steps:
        yield {**(outer or {}), **value}
    elif isinstance(value, dict):
        step, rest = steps[0], steps[1:]
        around = {
            f"{place}{key}": cell
            for key, cell in value.items()
            if not _is_list_of_objects(cell) and key != step
        }
        yield from _items(value.get(step), rest, {**(outer or {}), **around}, f"{place}{step}.")


def _paths(place: str, value: Any, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if _is_list_of_objects(value):
        yield place
        for item in value[:20]:
            yield from _paths(place, item, depth)
    elif isinstance(value, dict):
        for key, cell in value.items():
            if isinstance(cell, dict | list) and "." not in key:
                yield from _paths(f"{place}.{key}" if place else key, cell, depth + 1)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _cells(place: str, value: Any) -> Iterator[tuple[str, str | None]]:
    """Yield the cells of an object: ``space.name``; the words of a list are one cell."""
    if isinstance(value, dict):
        for key, cell in value.items():
            yield from _cells(f"{place}.{key}" if place else key, cell)
    elif _is_list_of_objects(value):
        fields: dict[str, list[str]] = {}
        for item in value:
            for header, text in _cells(place, item):
                fields.setdefault(header, []).append(text or "")
        yield from ((header, BETWEEN.join(filter(None, texts))) for header, texts in fields.items())
    elif isinstance(value, list):
        yield place, BETWEEN.join(text for item in value if (text := _text(item)))
    else:
        yield place, _text(value)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)
