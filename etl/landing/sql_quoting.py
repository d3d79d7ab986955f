"""Quote texts, names and file paths for SQL that cannot take them as bound values."""

from __future__ import annotations

import re
from pathlib import Path

_GLOB_CHARACTERS = re.compile(r"[\[*?]")


def literal(text: str) -> str:
    """Return ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return ``name`` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def file_pattern(path: Path | str) -> str:
    """Return the pattern that matches this file alone.

    The engine's readers treat every path as a pattern: ``hours [1].csv`` would match ``hours 1.csv``, and
    ``a*.csv`` every file that starts with an a. Writers use a path as it is.
    """
    return _GLOB_CHARACTERS.sub(r"[\g<0>]", str(path))


def file_literal(path: Path | str) -> str:
    """Return the SQL string with which a reader such as ``read_csv`` reads this file alone."""
    return literal(file_pattern(path))
