"""Compare the load of a CSV with a mapping with the time in which DuckDB alone reads the same file.

    python bench/mapped.py [--bookings 1000000] [--runs 3]

The file is that of bench/load.py under other headers, so that only a mapping recognises it. Each step is a
separate process, in turns with the bare read.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.processes import BARE, run  # noqa: E402
from data.catalogue.tables import tables  # noqa: E402

#: Canonical columns, and the headers of Varaamo that give them.
COLUMNS = {
    "reservation_key": "reservation",
    "booker_key": "reservee_uuid",
    "organisation_key": "reservee_organisation_name",
    "state": "state",
    "kind": "reservation_type",
    "booker_type": "reservee_type",
    "begin_utc": "begin",
    "end_utc": "end",
    "created_date": "reservation_created_at",
    "updated_utc": "updated_at",
    "persons": "num_persons",
    "price_eur": "price",
    "space": "primary_reservation_unit",
    "space_name": "primary_reservation_unit_name",
    "unit": "primary_unit_tprek_id",
    "purpose": "purpose_name",
    "age_group": "age_group_name",
    "is_recurring": "is_recurring",
    "is_applied": "is_applied",
}
TOP = """
name = "halls"
table = "bookings"
format = "csv"
recognise = ["x state", "x begin", "x end"]
date_formats = ["yyyy-mm-dd HH:MM:SS"]
decimal_mark = ","
personal = ["x reservee_organisation_name", "x reservee_uuid"]
[columns]
"""
LANDING = """
import datetime as dt, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from etl import custom
from etl.inbox.walk import digest
from etl.landing.store import Landing
path, home = Path(sys.argv[1]), Path(sys.argv[2])
landing = Landing(home, b"bench")
landing.prepare()
export, feed = custom.identify(path, path.parent, custom.mappings(home))
now = dt.datetime.now(dt.UTC)
with ThreadPoolExecutor(1) as hashing:
    hashed = hashing.submit(digest, path)
    landing.record(landing.land(export, feed, hashed.result, samples=(), run_at=now, sequence=0))
"""


def write(exports: Path, bookings: int, folder: Path) -> Path:
    """Write the export with other headers into the inbox, and its mapping beside the folders; return it."""
    sample = folder / "sample"
    run([sys.executable, "-m", "etl", "sample", "--out", str(sample), "--bookings", str(bookings)])
    source = max(sample.rglob("*reservation_statistics*.csv"), key=lambda path: path.stat().st_size)
    exports.mkdir()
    target = exports / "halls.csv"
    with source.open(encoding="utf-8-sig") as file, target.open("w", encoding="utf-8", newline="") as copy:
        headers = file.readline().strip().split(",")
        copy.write(",".join(f"x {header}" for header in headers) + "\n")
        shutil.copyfileobj(file, copy, 1 << 22)
    shutil.rmtree(sample)
    return target


def mapping() -> str:
    """Return the mapping; the vocabularies of enumerations are those of Varaamo."""
    lines = [TOP, *(f'{name} = "x {header}"' for name, header in COLUMNS.items())]
    for name in COLUMNS:
        values = tables()["bookings"].columns[name].values.get("varaamo", {})
        if values:
            lines += [f"[values.{name}]", *(f'"{theirs}" = "{ours}"' for theirs, ours in values.items())]
    return "\n".join(lines)


def main() -> None:
    """Write the file, measure the steps and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bookings", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exports, home, bare = folder / "exports", folder / "home", folder / "bare.duckdb"
        csv, text = write(exports, options.bookings, folder), mapping()
        steps = {
            "bare": [sys.executable, "-c", BARE, str(csv), str(bare)],
            "landing": [sys.executable, "-c", LANDING, str(csv), str(home)],
            "load": [sys.executable, "-m", "etl", "load", "--exports", str(exports), "--home", str(home)],
        }
        seconds: dict[str, list[float]] = {step: [] for step in steps}
        memory = dict.fromkeys(steps, 0.0)
        for _ in range(options.runs):
            for step, arguments in steps.items():
                shutil.rmtree(home, ignore_errors=True)
                bare.unlink(missing_ok=True)
                (home / "custom").mkdir(parents=True)
                (home / "custom" / "halls.toml").write_text(text, encoding="utf-8")
                taken, peak, _ = run(arguments)
                seconds[step].append(taken)
                memory[step] = max(memory[step], peak)
        print(f"{options.bookings} bookings, {csv.stat().st_size / 1e6:.0f} MB, {options.runs} runs")
        for step, times in seconds.items():
            ratio = statistics.median(a / b for a, b in zip(times, seconds["bare"], strict=True))
            median = statistics.median(times)
            print(f"{step:>8}: {median:6.2f} s, {ratio:4.2f} × bare, peak {memory[step]:.0f} MB")


if __name__ == "__main__":
    main()
