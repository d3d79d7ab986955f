"""Reports leave no memory behind in the server that makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data.settings import ROOT

#: Prints the bytes in use after the second and the last report of departments in different months.
PROGRAM = """
import ctypes, gc, pathlib, sys
from data.analyses.department_month import last_whole_month, visible_departments
from data.files import report
from data.period import shift
from data.scope import EVERYTHING
from data.warehouse import current

class Usage(ctypes.Structure):
    _fields_ = [(f"field_{number}", ctypes.c_size_t) for number in range(10)]

mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Usage
build = current(pathlib.Path(sys.argv[1]))
departments = visible_departments(build, EVERYTHING)
for number in range(10):
    month = shift(last_whole_month(build), -(number % 4))
    report.make(departments[number % len(departments)], month, "fi", "pdf", EVERYTHING, build=build)
    gc.collect()
    if number in (1, 9):
        usage = mallinfo()
        print(usage.field_7 + usage.field_4)
"""


@pytest.mark.slow
def test_reports_leave_no_memory_behind(sample_home: Path) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", PROGRAM, sample_home], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    before, after = map(int, printed.split())
    # Each kept report would be some 5 MB or more.
    assert after - before < 10e6
