"""Print one table: how load, memory, figures, pages and downloads grow with the bookings, beside bare DuckDB.

    python bench/scale.py [--bookings 200000,1000000,10000000] [--skip PART]… [--folder DIR] [--page NAME]…

Parts are ``load`` (of the sample city, beside DuckDB's reading of the bookings alone), ``month`` (the newest
2 %, beside building all anew; see bench/month.py), ``metrics`` (the slowest by month and district, beside
DuckDB's count of every booking), ``pages`` (a change of filter, beside a page of one chart; see
bench/pages.py), ``export`` (up to two million bookings as CSV, beside DuckDB's COPY of the same rows) and
``spark`` (building all anew on Spark on this machine, beside DuckDB; needs `make spark`).
Both sides are measured in the same run, in turns or one after the other; ``ratio`` is what can be compared
with other runs. ``--folder`` keeps the files and homes; with it, ``--skip load`` measures what is there.
10,000,000 bookings need some 12 GB of disk.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.load import metric_times  # noqa: E402
from bench.month import kept_folder, load, write_files  # noqa: E402
from bench.pages import OTHER_SELECTS, measure_pages  # noqa: E402
from bench.processes import BARE, run  # noqa: E402
from data import warehouse  # noqa: E402
from data.catalogue.metrics import catalogue  # noqa: E402
from pages.server.navigation import FILTERED  # noqa: E402

PARTS = ("load", "month", "metrics", "pages", "export", "spark")
RUNS = 11
#: Spark's own default, 1 GiB, is too small for ten million bookings.
SPARK_SETTINGS = "spark.driver.memory 6g\nspark.driver.host 127.0.0.1\nspark.driver.bindAddress 127.0.0.1\n"
ROWS = 2_000_000
#: The slowest count and the slowest count of people, from every booking.
COUNT = "SELECT month, district, count(*) FROM booking WHERE is_use GROUP BY ALL"
PEOPLE = "SELECT month, district, count(DISTINCT booker) FROM booking WHERE is_use GROUP BY ALL"
#: Writes the bookings up to a month as CSV; prints the rows, the seconds, and the memory added (MB).
EXPORT = """
import json, sys, time
from pathlib import Path
from data import warehouse
from data.files.export import BOOKINGS, Export, count
from data.files.writers import csv_chunks
from data.filters import Filters
from data.scope import EVERYTHING
resident = lambda: int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
build = warehouse.current(Path(sys.argv[1]))
export = Export(BOOKINGS, build.id, "fi", Filters(to_month=sys.argv[2]), EVERYTHING)
rows = count(export, build)
before, peak, start = resident(), 0.0, time.perf_counter()
with open(sys.argv[3], "wb") as file:
    for chunk in csv_chunks(export, build):
        file.write(chunk)
        peak = max(peak, resident())
print(json.dumps([rows, time.perf_counter() - start, peak - before]))
"""
COPY = """
import duckdb, json, sys, time
connection = duckdb.connect(sys.argv[1], read_only=True)
resident = lambda: int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
sql = "FROM (SELECT * EXCLUDE (booking_id, booker, organisation) FROM booking WHERE month <= ?)"
rows = connection.execute(f"SELECT count(*) {sql}", [sys.argv[2]]).fetchone()[0]
before, start = resident(), time.perf_counter()
connection.execute(f"COPY ({sql}) TO '{sys.argv[3]}' (DELIMITER ';')", [sys.argv[2]])
print(json.dumps([rows, time.perf_counter() - start, resident() - before]))
"""
MONTH = """
SELECT strftime(max(month), '%Y-%m') FROM (
    SELECT month, sum(count(*)) OVER (ORDER BY month) AS rows FROM booking GROUP BY month
) WHERE rows <= ? OR rows = (SELECT count(*) FROM booking WHERE month = (SELECT min(month) FROM booking))
"""


class Measure(NamedTuple):
    """A line of the table: what was measured, here and beside it, and in which unit."""

    name: str
    here: float
    beside: float | None
    unit: str
    base: str = ""

    def line(self, bookings: int) -> str:
        """Return the line in Markdown."""
        beside = f"{self.beside:,.1f} {self.unit} ({self.base})" if self.beside else "–"
        ratio = f"{self.here / self.beside:.2f}" if self.beside else "–"
        return f"| {bookings:,} | {self.name} | {self.here:,.1f} {self.unit} | {beside} | {ratio} |"


def main() -> None:
    """Measure every size, and print a line of the table as soon as it is known."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bookings", default="200000,1000000,10000000")
    parser.add_argument("--skip", action="append", choices=PARTS, default=[])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--page", action="append", choices=(*FILTERED, *OTHER_SELECTS))
    parser.add_argument("--changes", type=int, default=9)
    options = parser.parse_args()
    print("| bookings | | here | beside | ratio |\n|---|---|---|---|---|")
    for bookings in map(int, options.bookings.split(",")):
        with kept_folder(options.folder and options.folder / str(bookings)) as folder:
            for measure in _measures(folder, bookings, options):
                print(measure.line(bookings), flush=True)


def _measures(folder: Path, bookings: int, options: argparse.Namespace) -> Iterator[Measure]:
    parts = [part for part in PARTS if part not in options.skip]
    home = folder / "home"
    if "load" in parts:
        # In a process of its own: the peak memory of this one would count as that of its children.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
            executor.submit(write_files, folder, bookings, 1).result()
        yield from _load(folder, home)
    if "month" in parts:
        yield from _month(folder, home)
    if "metrics" in parts:
        yield from _metrics(home)
    if "pages" in parts:
        pages = options.page or (*FILTERED, *OTHER_SELECTS)
        for times in measure_pages(home, pages, options.changes, loads=1):
            yield Measure(f"change of filter, {times.page}", *times.change, "ms", "one chart")
    if "export" in parts:
        yield from _export(folder, home)
    if "spark" in parts:
        yield from _spark(folder, home)


def _load(folder: Path, home: Path) -> Iterator[Measure]:
    csv = max((folder / "before").rglob("*reservation_statistics*.csv"), key=lambda path: path.stat().st_size)
    bare_file = folder / "bare.duckdb"
    bare = run([sys.executable, "-c", BARE, str(csv), str(bare_file)])
    whole = load(folder / "before", home)
    yield Measure("whole load", whole.seconds, bare.seconds, "s", "DuckDB reads the bookings")
    yield Measure("its peak memory", whole.memory, bare.memory, "MB", "DuckDB reads the bookings")
    yield Measure("build file", whole.build_file, bare_file.stat().st_size / 1e6, "MB", "DuckDB's table")
    bare_file.unlink()


def _month(folder: Path, home: Path) -> Iterator[Measure]:
    before = folder / "before_month"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(home, before)
    # A copy keeps the home as it was for the other parts.
    month = load(folder / "month_1", before)
    shutil.rmtree(before / "warehouse")
    whole = load(folder / "month_1", before)
    shutil.rmtree(before)
    yield Measure("a month's file", month.seconds, whole.seconds, "s", "building all anew")
    yield Measure("its processor time", month.processor, whole.processor, "s", "building all anew")
    yield Measure("its peak memory", month.memory, whole.memory, "MB", "building all anew")


def _metrics(home: Path) -> Iterator[Measure]:
    build, times = warehouse.current(home), metric_times(home, RUNS)
    people = {metric.id for metric in catalogue().metrics.values() if metric.counts_distinct}
    for title, sql, of_people in (("metric", COUNT, False), ("people metric", PEOPLE, True)):
        milliseconds, name = next(time for time in times if (time[1] in people) is of_people)
        bare = []
        for _ in range(RUNS):
            start = time.perf_counter()
            build.rows(sql)
            bare.append(1000 * (time.perf_counter() - start))
        beside = statistics.median(bare)
        yield Measure(f"slowest {title}: {name}", milliseconds, beside, "ms", "DuckDB, all bookings")


def _export(folder: Path, home: Path) -> Iterator[Measure]:
    build, file = warehouse.current(home), str(folder / "bookings.csv")
    [(month,)] = build.rows(MONTH, [ROWS])
    rows, seconds, memory = _output(EXPORT, str(home), month, file)
    _, copy_seconds, copy_memory = _output(COPY, str(build.path), f"{month}-01", file)
    Path(file).unlink()
    yield Measure(f"CSV of {rows:,.0f} bookings", seconds, copy_seconds, "s", "DuckDB's COPY")
    yield Measure("the memory that it adds", memory, copy_memory, "MB", "DuckDB's COPY")


def _spark(folder: Path, home: Path) -> Iterator[Measure]:
    if importlib.util.find_spec("pyspark") is None:
        print("Spark is not measured: make spark installs it", file=sys.stderr)
        return
    copy, settings = folder / "spark_home", folder / "spark_settings"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("warehouse"))
    settings.mkdir(exist_ok=True)
    (settings / "spark-defaults.conf").write_text(SPARK_SETTINGS)
    os.environ["SPARK_CONF_DIR"] = str(settings)
    command = [sys.executable, "-m", "etl", "build", "--home", str(copy)]
    duckdb, spark = run(command), run([*command, "--engine", "spark", "--master", "local[*]"])
    shutil.rmtree(copy)
    # Java is a process of its own, so processor time and memory are not known.
    yield Measure("building on Spark", spark.seconds, duckdb.seconds, "s", "on DuckDB")


def _output(program: str, *arguments: str) -> list[float]:
    """Run a program in a process of its own, and return the numbers that it prints."""
    completed = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    numbers: list[float] = json.loads(completed.stdout.splitlines()[-1])
    return numbers


if __name__ == "__main__":
    main()
