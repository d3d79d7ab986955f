"""Read what every column means from ``data/columns``.

Every declared key is read and unknown keys are errors, so a text or setting that nothing uses cannot
stay there unnoticed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from data.catalogue.declarations import CatalogueError, conform, read_toml
from data.settings import CITIES, LANGUAGES, ROOT
from data.text.texts import CityTexts

COLUMNS = ROOT / "data" / "columns"
#: Landing: rows as loaded. Model: figures are made of it. Record: what a build records about itself.
LANDING, MODEL, RECORD = LAYERS = ("landing", "model", "record")
#: What a landing column proves about how far a source's data run: the row was saved, or starts, then.
EVIDENCE = ("stamp", "start")
#: Origins that are not landing columns: a reference file, or what the load or build itself records.
_REFERENCE_FILE, _BUILD = "reference:", "build"


def normalise(header: str) -> str:
    """Return a header without differences of case, blanks and underscores: ``TPRek ID`` is ``tprek_id``."""
    return re.sub(r"[\s_]+", "_", header.strip("\ufeff \t\r\n").lower())


@dataclass(frozen=True)
class Column:
    """A column: its type, unit, meaning per language, and where it comes from.

    ``headers`` (landing) maps a source to the export headers, normalised; ``origins`` (warehouse)
    names the landing columns or reference tables it is made of; ``values`` maps a source's vocabulary
    to ours; ``personal`` is the personal-data class (``-``, K hashed, Q coarsened); ``evidence`` is one of
    EVIDENCE, for columns that show up to which day a source's data run. Equal texts get equal keys only
    within a ``domain``: columns that are joined share a domain, every other key column has its own.
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
    domain: str = ""


@dataclass(frozen=True)
class Table:
    """A table of landing or of the warehouse; ``dropped`` are the class D headers, never read.

    ``sources`` are the systems without which the table is empty; any if there are none.
    """

    name: str
    layer: str
    grain: str
    columns: Mapping[str, Column]
    dropped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    @property
    def is_published(self) -> bool:
        """Return whether a build has this table; landing tables are Parquet files."""
        return self.layer != LANDING

    def known_headers(self, source: str) -> set[str]:
        """Return every header that the format of ``source`` is known to have in this table."""
        used = {h for column in self.columns.values() for h in column.headers.get(source, ())}
        return used | set(self.dropped.get(source, ())) | set(self.ignored.get(source, ()))


class _Texts(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    fi: str
    sv: str
    en: str

    def by_language(self) -> Mapping[str, str]:
        return CityTexts({language: getattr(self, language) for language in LANGUAGES})


class _LandingColumn(_Texts, forbid_unknown_fields=True, kw_only=True):
    type: str
    unit: str
    personal: Literal["-", "K", "Q"]
    headers: dict[str, list[str]]
    required: bool = False
    default: str | None = None
    other: str | None = None
    after: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: dict[str, dict[str, str]] = {}
    evidence: Literal["stamp", "start"] | None = None
    domain: str | None = None


class _LandingFile(msgspec.Struct, forbid_unknown_fields=True):
    table: str
    layer: Literal["landing"]
    grain: str
    columns: dict[str, object]
    dropped: dict[str, list[str]] = {}
    ignored: dict[str, list[str]] = {}


class _Field(_Texts, forbid_unknown_fields=True, kw_only=True):
    type: str
    unit: str
    origins: list[str] = msgspec.field(name="from")


class _WarehouseTable(msgspec.Struct, forbid_unknown_fields=True):
    grain: str
    columns: list[str]
    sources: tuple[str, ...] = ()


class _WarehouseFile(msgspec.Struct, forbid_unknown_fields=True):
    layer: Literal["model", "record"]
    tables: dict[str, object]
    fields: dict[str, object] = {}


@functools.cache
def tables() -> Mapping[str, Table]:
    """Return all tables by name, read once. Raises CatalogueError with file and reason."""
    return {table.name: table for table in read_tables(COLUMNS)}


def read_tables(folder: Path) -> Iterator[Table]:
    """Yield the tables declared in ``folder``: a file per landing table, then those of the warehouse."""
    landing: dict[str, Table] = {}
    warehouse: dict[Path, _WarehouseFile] = {}
    for path in sorted(folder.glob("*.toml")):
        declared = read_toml(path)
        if declared.get("layer") not in LAYERS:
            raise CatalogueError(f"{path.name}: layer must be one of {', '.join(LAYERS)}")
        if declared["layer"] == LANDING:
            table = _landing_table(path, conform(declared, _LandingFile, path.name))
            landing[table.name] = table
        else:
            warehouse[path] = conform(declared, _WarehouseFile, path.name)
    yield from landing.values()
    yield from _warehouse_tables(warehouse, landing)


def _landing_table(path: Path, declared: _LandingFile) -> Table:
    columns = {}
    for name, content in declared.columns.items():
        column = conform(content, _LandingColumn, f"{path.name}: {name}")
        columns[name] = Column(
            table=declared.table,
            name=name,
            type=column.type,
            unit=column.unit,
            texts=column.by_language(),
            personal=column.personal,
            required=column.required,
            default=column.default,
            other=column.other,
            after=column.after,
            minimum=column.minimum,
            maximum=column.maximum,
            headers=_normalised(column.headers),
            values=column.values,
            evidence=column.evidence,
            domain=column.domain or f"{declared.table}.{name}",
        )
    dropped, ignored = _normalised(declared.dropped), _normalised(declared.ignored)
    return Table(declared.table, LANDING, declared.grain, columns, dropped, ignored)


def _normalised(headers: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {source: tuple(map(normalise, names)) for source, names in headers.items()}


def _warehouse_tables(files: Mapping[Path, _WarehouseFile], landing: Mapping[str, Table]) -> Iterator[Table]:
    """Yield the tables of all warehouse files, which share their fields."""
    fields: dict[str, _Field] = {}
    for path, file in files.items():
        for name, content in file.fields.items():
            if name in fields:
                raise CatalogueError(f"{path.name}: {name} is described in another file too")
            fields[name] = conform(content, _Field, f"{path.name}: {name}")
            _check_origins(f"{path.name}: {name}", fields[name].origins, landing)
    used: set[str] = set()
    for path, file in files.items():
        for name, content in file.tables.items():
            table = conform(content, _WarehouseTable, f"{path.name}: {name}")
            unknown = [column for column in table.columns if column not in fields]
            if unknown:
                raise CatalogueError(f"{path.name}: {name} lists undeclared fields {unknown}")
            used.update(table.columns)
            columns = {column: _warehouse_column(name, column, fields[column]) for column in table.columns}
            yield Table(name, file.layer, table.grain, columns, sources=table.sources)
    unused = sorted(set(fields) - used)
    if unused:
        raise CatalogueError(f"{', '.join(path.name for path in files)}: fields no table uses: {unused}")


def _warehouse_column(table: str, name: str, declared: _Field) -> Column:
    texts = declared.by_language()
    return Column(table, name, declared.type, declared.unit, texts, origins=tuple(declared.origins))


def _check_origins(place: str, origins: list[str], landing: Mapping[str, Table]) -> None:
    for origin in origins:
        table, _, column = origin.partition(".")
        if origin.startswith(_REFERENCE_FILE):
            name = origin.removeprefix(_REFERENCE_FILE)
            # The built-in city has every table that a city may have.
            if not any((CITIES / folder / name).exists() for folder in ("helsinki", "common")):
                raise CatalogueError(f"{place} comes from {origin}, which does not exist")
        elif origin != _BUILD and (table not in landing or column not in landing[table].columns):
            raise CatalogueError(f"{place} comes from {origin}, which data/columns does not declare")
