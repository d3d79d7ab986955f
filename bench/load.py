"""Compare the time of a load with the time in which DuckDB alone reads the same file.

    python bench/load.py [--bookings 1000000] [--runs 3]

Each measured step is a separate process, in turns with the bare read, so that a slower machine slows
both. The load reads the same bookings with Varaamo's bookable time and the registers.
Reported: median seconds, the ratio to the bare read, and peak memory; then the median time of every
metric by month and district over the loaded data.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.processes import BARE, run  # noqa: E402

LANDING = """
import datetime as dt, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from etl.inbox.inspect import inspect
from etl.inbox.walk import digest
from etl.inbox.recognise import recognise
from etl.landing.store import Landing
path, home = Path(sys.argv[1]), Path(sys.argv[2])
landing = Landing(home, b"bench")
landing.prepare()
export = inspect(path, path.parent)
now = dt.datetime.now(dt.UTC)
feed = recognise(export)
with ThreadPoolExecutor(1) as hashing:
    hashed = hashing.submit(digest, path)
    landing.record(landing.land(export, feed, hashed.result, samples=(), run_at=now, sequence=0))
"""


def main() -> None:
    """Write the sample city, measure the steps and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bookings", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exports = folder / "exports"
        size = ["--bookings", str(options.bookings)]
        run([sys.executable, "-m", "etl", "sample", "--out", str(exports), *size])
        csv = max(exports.rglob("*reservation_statistics*.csv"), key=lambda p: p.stat().st_size)
        # Keep the bookings and what Varaamo's figures need; other systems and lists are not measured.
        for path in exports.rglob("*.*"):
            if path != csv and (path.parent.name != "registers" or path.name.startswith("hauki_")):
                path.unlink()
        print(f"{options.bookings} bookings, {csv.stat().st_size / 1e6:.0f} MB, {options.runs} runs")
        seconds: dict[str, list[float]] = {"bare": [], "landing": [], "load": []}
        memory: dict[str, float] = dict.fromkeys(seconds, 0.0)
        home = folder / "home"
        for _ in range(options.runs):
            for step, arguments in (
                ("bare", [sys.executable, "-c", BARE, str(csv), str(folder / "bare.duckdb")]),
                ("landing", [sys.executable, "-c", LANDING, str(csv), str(home)]),
                (
                    "load",
                    [sys.executable, "-m", "etl", "load", "--exports", str(exports), "--home", str(home)],
                ),
            ):
                shutil.rmtree(home, ignore_errors=True)
                (folder / "bare.duckdb").unlink(missing_ok=True)
                taken, peak, _ = run(arguments)
                seconds[step].append(taken)
                memory[step] = max(memory[step], peak)
        bare = statistics.median(seconds["bare"])
        for step, times in seconds.items():
            median = statistics.median(times)
            ratio = statistics.median(a / b for a, b in zip(times, seconds["bare"], strict=True))
            print(f"{step:>8}: {median:6.2f} s, {ratio:4.2f} × bare, peak {memory[step]:.0f} MB")
        print(f"bare read: {bare:.2f} s")
        medians = metric_times(home, 20)
        for median, name in medians:
            print(f"{median:6.1f} ms  {name} by month, district")
        print(json.dumps({"slowest_ms": round(medians[0][0], 1)}))


def metric_times(home: Path, runs: int) -> list[tuple[float, str]]:
    """Return the median milliseconds of each metric by month and district, the slowest first.

    The first run is not counted. Nothing is taken from a cache but the pages of the file.
    """
    from data import inputs, warehouse
    from data.catalogue.metrics import catalogue
    from data.query import calculate
    from data.scope import EVERYTHING

    build = warehouse.current(home)
    medians = []
    for metric in catalogue().metrics.values():
        by = [dimension for dimension in ("month", "district") if dimension in metric.groupings]
        milliseconds = []
        for _ in range(runs + 1):
            inputs.forget()
            start = time.perf_counter()
            calculate(metric.id, by, scope=EVERYTHING, build=build)
            milliseconds.append(1000 * (time.perf_counter() - start))
        medians.append((statistics.median(milliseconds[1:]), metric.id))
    return sorted(medians, reverse=True)


if __name__ == "__main__":
    main()
