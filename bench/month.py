"""Compare the load of a month's file with that of everything before it: seconds, processor time, peak memory.

    python bench/month.py [--bookings 1000000] [--months 1] [--folder DIR]

A month's file has the newest 2 % of the bookings, and changes some of the tenth before: a tenth as many.
``--months 24`` loads the last 24 such files one after another, and shows how the build file grows; the last
line is a whole build of the same. The whole load reads a sample city. Reading alone is the landing of the
month's file, without a build. ``--folder`` keeps the files and the home.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import duckdb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.processes import run  # noqa: E402

#: Share of the bookings that a month's file adds, and share of these that it changes of earlier ones.
ADDED, CHANGED = 0.02, 0.1

SPLIT = """
CREATE TABLE statistics AS
SELECT *, row_number() OVER (ORDER BY reservation_created_at, id) / count(*) OVER () AS place
FROM read_csv(?, all_varchar = true, header = true)
"""
BEFORE = "SELECT * EXCLUDE (place) FROM statistics WHERE place <= {start}"
#: A changed booking was cancelled after the last booking of the file before was made.
#: It is one of the tenth of the bookings before the new ones.
MONTH = """
SELECT * EXCLUDE (place) FROM statistics WHERE place > {start} AND place <= {end}
UNION ALL
SELECT * EXCLUDE (place) REPLACE (
    'CANCELLED' AS state,
    (SELECT max(reservation_created_at) FROM statistics WHERE place <= {end}) AS updated_at
)
FROM statistics
WHERE place > {start} - 0.1 AND place <= {start} AND hash(id) % 10000 < 10000 * {changed}
"""


class Load(NamedTuple):
    """What a load took, as ``Taken``, and the size of the build file afterwards (MB)."""

    seconds: float
    memory: float
    processor: float
    build_file: float


def main() -> None:
    """Write the sample city, split its bookings, load them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bookings", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with kept_folder(options.folder) as folder:
        # In a process of its own: the peak memory of this one would count as that of its children.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
            months = executor.submit(write_files, folder, options.bookings, options.months).result()
        reading = load(months[0], folder / "reading", "--no-build")
        whole = load(folder / "before", folder / "home")
        print(f"{options.bookings} bookings, {os.cpu_count()} processors")
        columns = ("seconds", "of whole", "proc. s", "of whole", "peak MB", "build MB")
        print(f"{'':>14} {' '.join(f'{column:>8}' for column in columns)}")
        report("reading alone", reading, whole)
        report("whole load", whole, whole)
        for number, month in enumerate(months, 1):
            report(f"month {number}", load(month, folder / "home"), whole)
        shutil.rmtree(folder / "home" / "warehouse")
        report("whole build", load(months[-1], folder / "home"), whole)


@contextlib.contextmanager
def kept_folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def write_files(folder: Path, bookings: int, count: int) -> list[Path]:
    """Write the inbox ``before`` and one inbox per month; return those."""
    before = folder / "before"
    run([sys.executable, "-m", "etl", "sample", "--out", str(before), "--bookings", str(bookings)])
    # A file that is not of the sample would set it aside.
    (before / ".talkootila-sample.json").unlink()
    csv = max(before.rglob("*reservation_statistics*.csv"), key=lambda path: path.stat().st_size)
    written = []
    with duckdb.connect(str(folder / "split.duckdb")) as connection:
        connection.execute(SPLIT, [str(csv)])
        csv.unlink()
        start = 1 - ADDED * count
        _write(connection, BEFORE.format(start=start), csv)
        for number in range(count):
            start = 1 - ADDED * (count - number)
            path = folder / f"month_{number + 1}" / "reservation_statistics.csv"
            path.parent.mkdir()
            share = ADDED * CHANGED / 0.1
            _write(connection, MONTH.format(start=start, end=start + ADDED, changed=share), path)
            written.append(path.parent)
    (folder / "split.duckdb").unlink()
    return written


def _write(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT csv, HEADER)")


def load(exports: Path, home: Path, *options: str) -> Load:
    """Run a load as a user would."""
    arguments = ["--exports", str(exports), "--home", str(home), *options]
    taken = run([sys.executable, "-m", "etl", "load", *arguments])
    pointer = home / "warehouse" / "CURRENT.json"
    size = 0
    if pointer.exists():
        facts = json.loads(pointer.read_text(encoding="utf-8"))
        size = (pointer.parent / facts["path"]).stat().st_size
    return Load(*taken, size / 1e6)


def report(name: str, taken: Load, whole: Load) -> None:
    """Print a line of the table."""
    seconds = f"{taken.seconds:8.1f} {taken.seconds / whole.seconds:8.2f}"
    processor = f"{taken.processor:8.1f} {taken.processor / whole.processor:8.2f}"
    print(f"{name:>14} {seconds} {processor} {taken.memory:8.0f} {taken.build_file:8.0f}")


if __name__ == "__main__":
    main()
