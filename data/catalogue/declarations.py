"""Check a declaration (TOML) against its shape; an error names the file, the key and the known keys."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

Shape = TypeVar("Shape", bound=msgspec.Struct)


class CatalogueError(ValueError):
    """A declaration in data/columns or data/metrics that cannot be used; names the file and the reason."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file. Raises CatalogueError with the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name}: {error}") from None


def conform(declared: object, shape: type[Shape], place: str) -> Shape:
    """Return ``declared`` as a ``shape``. Raises CatalogueError, which starts with ``place``."""
    try:
        return msgspec.convert(declared, shape)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{place}: {error}; {_allowed(shape, str(error))}") from None


def _allowed(shape: type[msgspec.Struct], error: str) -> str:
    """Return the values that the wrong key allows, else the keys of the shape."""
    key = error.rpartition("`$.")[2].partition("`")[0].partition("[")[0]
    hint = get_type_hints(shape).get(key)
    choices = [h for h in (hint, *get_args(hint)) if get_origin(h) is Literal]
    if choices:
        return f"expected one of {', '.join(map(str, get_args(choices[0])))}"
    return f"known keys are {', '.join(sorted(shape.__struct_encode_fields__))}"
