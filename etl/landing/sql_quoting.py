"""Quote texts, names and file paths for SQL that cannot take them as bound values."""

from __future__ import annotations

import re
from pathlib import Path

_GLOB_SIGNS = re.compile(r"[\[*?]")


def literal(text: str) -> str:
    """Return ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def file_pattern(path: Path | str) -> str:
    """Return the pattern that matches this file alone.

    The engine's readers take every path for a pattern: ``hours [1].csv`` would be ``hours 1.csv``, and
    ``a*.csv`` every file that starts with an a. Writers take a path as it is.
    """
    return _GLOB_SIGNS.sub(r"[\g<0>]", str(path))


def file_literal(path: Path | str) -> str:
    """Return the path as the SQL string that a reader such as ``read_csv`` takes for this file alone."""
    return literal(file_pattern(path))
