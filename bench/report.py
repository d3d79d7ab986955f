"""Measure how long a department's monthly report takes, from the query to the file.

    python bench/report.py [--home DIR] [--month YYYY-MM] [--runs 5]

Every report is calculated again, as the server does. The first is reported separately: it also opens the
build and reads the typefaces. Reported per form: median and longest seconds over all departments.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from data import warehouse  # noqa: E402
from data.analyses.department_month import last_whole_month, visible_departments  # noqa: E402
from data.files import report  # noqa: E402
from data.scope import EVERYTHING  # noqa: E402

#: The maximum of seconds for a report.
LIMIT = 3.0


def main() -> int:
    """Print the seconds. Returns the exit code: 1 if any report took longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder of the warehouse (default: data/)")
    parser.add_argument("--month", help="the month to report (default: the last whole one)")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    build = warehouse.current(options.home)
    month = options.month or last_whole_month(build)
    rows = int(build.query("SELECT count(*) AS n FROM booking")["n"].iloc[0])
    departments = len(visible_departments(build, EVERYTHING))
    print(f"{rows} bookings, {departments} departments, {month}, {options.runs} runs")
    longest = 0.0
    for form in report.FORMS:
        seconds = []
        for _ in range(options.runs):
            for department in visible_departments(build, scope=EVERYTHING):
                start = time.perf_counter()
                report.make(department, month, "fi", form, scope=EVERYTHING, build=build)
                seconds.append(time.perf_counter() - start)
        print(
            f"{form}: first {seconds[0]:.2f} s, median {statistics.median(seconds):.2f} s,"
            f" longest {max(seconds):.2f} s"
        )
        longest = max(longest, *seconds)
    return 0 if longest < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
