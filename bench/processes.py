"""Run the steps of a bench as separate processes, and measure each as the system does."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {"TALKOOTILA_SECRET": "b" * 32, "PYTHONPATH": str(ROOT)}
#: Reads a CSV file with DuckDB alone. A load writes a file, so this writes one too.
BARE = """
import duckdb, sys
with duckdb.connect(sys.argv[2]) as connection:
    connection.execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", [sys.argv[1]])
"""


class Taken(NamedTuple):
    """What a process took: seconds, its peak memory (MB), and seconds of processors."""

    seconds: float
    memory: float
    processor: float


def run(arguments: list[str]) -> Taken:
    """Run a process to its end. Exits with what it wrote if it failed."""
    with tempfile.TemporaryFile() as messages:
        start = time.monotonic()
        process = subprocess.Popen(
            arguments, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, stdout=messages, stderr=messages
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        # 1 means rejected rows, which a load of real data has.
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            messages.seek(0)
            raise SystemExit(messages.read().decode())
    return Taken(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)
