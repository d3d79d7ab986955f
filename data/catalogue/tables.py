"""What every column means: reads ``data/columns``, or refuses it.

Whatever is declared is read, and unknown keys are errors, so that a text or a setting that nobody
uses cannot survive here.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.settings import LANGUAGES, ROOT

COLUMNS = ROOT / "data" / "columns"
COLUMN_KEYS = {"type", "unit", "personal", "headers", *LANGUAGES}
COLUMN_OPTIONAL = {"required", "default", "other", "after", "minimum", "maximum", "values", "evidence"}
#: What a landing column can prove about how far a source's data run: a row was saved then, or starts then.
EVIDENCE = ("stamp", "start")


def normalise(header: str) -> str:
    """A header without the drift of case, blanks and underscores: ``TPRek ID`` is ``tprek_id``."""
    return re.sub(r"[\s_]+", "_", header.strip("\ufeff \t\r\n").lower())


class CatalogueError(ValueError):
    """A declaration in data/columns or data/metrics that cannot be used; says which and why."""


@dataclass(frozen=True)
class Column:
    """A column: its type, unit, meaning per language, and where it comes from.

    ``headers`` (landing) maps a source to the export headers, normalised; ``origins`` (warehouse)
    names the landing columns or reference tables it is made of; ``values`` maps a source's vocabulary
    to ours; ``personal`` is the personal-data class (``-``, K hashed, Q coarsened); ``evidence`` is one of
    EVIDENCE, for columns that show up to which day a source's data run.
    """

    table: str
    name: str
    type: str
    unit: str
    texts: Mapping[str, str]
    personal: str = "-"
    required: bool = False
    default: str | None = None
    other: str | None = None
    after: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    evidence: str | None = None


@dataclass(frozen=True)
class Table:
    """A table of landing or of the warehouse; ``dropped`` are the class D headers, never read."""

    name: str
    layer: str
    grain: str
    columns: Mapping[str, Column]
    dropped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def known_headers(self, source: str) -> set[str]:
        """Every header the format of ``source`` is known to have in this table."""
        used = {h for column in self.columns.values() for h in column.headers.get(source, ())}
        return used | set(self.dropped.get(source, ())) | set(self.ignored.get(source, ()))


@functools.cache
def tables() -> Mapping[str, Table]:
    """All tables by name, read once. Raises CatalogueError with file and reason."""
    return {table.name: table for table in read_tables(COLUMNS)}


def read_tables(folder: Path) -> Iterator[Table]:
    """Yield the tables declared in ``folder``; landing tables have a file each, the warehouse one."""
    landing: dict[str, Table] = {}
    for path in sorted(folder.glob("*.toml")):
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        if declared.get("layer") == "landing":
            table = _landing_table(path, declared)
            landing[table.name] = table
    yield from landing.values()
    for path in sorted(folder.glob("*.toml")):
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        if declared.get("layer") == "model":
            yield from _warehouse_tables(path, declared, landing)
        elif declared.get("layer") != "landing":
            raise CatalogueError(f"{path.name}: layer must be 'landing' or 'model'")


def _landing_table(path: Path, declared: dict[str, Any]) -> Table:
    only_keys(path, declared, {"table", "layer", "grain", "columns"}, {"dropped", "ignored"})
    columns = {}
    for name, given in declared["columns"].items():
        only_keys(path, given, COLUMN_KEYS, COLUMN_OPTIONAL, name)
        if given.get("evidence", EVIDENCE[0]) not in EVIDENCE:
            raise CatalogueError(f"{path.name}: {name}: evidence must be one of {EVIDENCE}")
        columns[name] = Column(
            table=declared["table"],
            name=name,
            type=given["type"],
            unit=given["unit"],
            texts={language: given[language] for language in LANGUAGES},
            personal=given["personal"],
            required=given.get("required", False),
            default=given.get("default"),
            other=given.get("other"),
            after=given.get("after"),
            minimum=given.get("minimum"),
            maximum=given.get("maximum"),
            headers={s: tuple(map(normalise, h)) for s, h in given["headers"].items()},
            values=given.get("values", {}),
            evidence=given.get("evidence"),
        )
    return Table(
        declared["table"],
        "landing",
        declared["grain"],
        columns,
        {s: tuple(map(normalise, h)) for s, h in declared.get("dropped", {}).items()},
        {s: tuple(map(normalise, h)) for s, h in declared.get("ignored", {}).items()},
    )


def _warehouse_tables(path: Path, declared: dict[str, Any], landing: Mapping[str, Table]) -> Iterator[Table]:
    only_keys(path, declared, {"layer", "fields", "tables"})
    fields = declared["fields"]
    for name, given in fields.items():
        only_keys(path, given, {"type", "unit", "from", *LANGUAGES}, where=name)
        for origin in given["from"]:
            table, _, column = origin.partition(".")
            if origin.startswith("reference:"):
                if not (ROOT / "data" / "reference" / origin.removeprefix("reference:")).exists():
                    raise CatalogueError(f"{path.name}: {name} comes from {origin}, which is not there")
            elif table not in landing or column not in landing[table].columns:
                raise CatalogueError(
                    f"{path.name}: {name} comes from {origin}, which data/columns does not declare"
                )
    used: set[str] = set()
    for table_name, given in declared["tables"].items():
        only_keys(path, given, {"grain", "columns"}, where=table_name)
        unknown = [c for c in given["columns"] if c not in fields]
        if unknown:
            raise CatalogueError(f"{path.name}: {table_name} lists undeclared fields {unknown}")
        used.update(given["columns"])
        columns = {
            name: Column(
                table=table_name,
                name=name,
                type=fields[name]["type"],
                unit=fields[name]["unit"],
                texts={language: fields[name][language] for language in LANGUAGES},
                origins=tuple(fields[name]["from"]),
            )
            for name in given["columns"]
        }
        yield Table(table_name, "model", given["grain"], columns)
    if set(fields) - used:
        raise CatalogueError(f"{path.name}: fields no table uses: {sorted(set(fields) - used)}")


def only_keys(
    path: Path,
    given: Mapping[str, Any],
    required: set[str],
    optional: set[str] | None = None,
    where: str = "",
) -> None:
    place = f"{path.name}{': ' + where if where else ''}"
    missing = sorted(required - set(given))
    unknown = sorted(set(given) - required - (optional or set()))
    if missing:
        raise CatalogueError(f"{place}: missing {missing}")
    if unknown:
        raise CatalogueError(f"{place}: unknown keys {unknown}; known are {sorted(required)}")
