"""Write landed files again with other values in some columns, as one step: all of them, or none.

Landing never changes otherwise. The new landing is written beside the old one, which is then moved away and
replaced; ``Landing.prepare`` completes a replacement that was interrupted between the two moves.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from etl.landing.engine import engine
from etl.landing.sql_quoting import file_literal, literal
from etl.landing.store import PARQUET, Landing, Load, write_whole


def rewrite(landing: Landing, values: Callable[[Load], Mapping[str, str]], marks: Mapping[str, str]) -> None:
    """Replace the landing by one with other ``values`` (SQL by column, of each load) and ``marks`` (files).

    Files without such columns are shared with the old landing until that is deleted.
    """
    new = landing.rewritten
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(landing.folder, new, copy_function=_share)
    for load in landing.loads():
        _write(landing.path(load), new / landing.path(load).relative_to(landing.folder), values(load))
    for name, text in marks.items():
        write_whole(new / name, text)
    put_in_place(landing)


def put_in_place(landing: Landing) -> None:
    """Replace the landing by the whole new one that was written beside it."""
    new = landing.rewritten
    for folder in (*new.iterdir(), new):
        if folder.is_dir():
            _sync(folder)
    landing.folder.rename(landing.replaced)
    new.rename(landing.folder)
    _sync(landing.folder.parent)
    shutil.rmtree(landing.replaced)


def _share(source: str, target: str) -> None:
    """Link a file, which never changes; copy it where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _write(source: Path, target: Path, values: Mapping[str, str]) -> None:
    """Write the rows of a Parquet file in their order, with other values in the columns that it has."""
    if not values:
        return
    temporary = target.with_name(f".{target.name}")
    file = file_literal(source)
    with engine().cursor() as connection:
        names = connection.execute(f"SELECT name FROM parquet_schema({file})").fetchall()
        replaced = ", ".join(f"{sql} AS {name}" for name, sql in values.items() if (name,) in names)
        if not replaced:
            return
        connection.execute(
            f"COPY (SELECT * REPLACE ({replaced}) FROM read_parquet({file})) "
            f"TO {literal(str(temporary))} ({PARQUET})"
        )
    _sync(temporary)
    temporary.replace(target)


def _sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk, because the old files are deleted afterwards."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
