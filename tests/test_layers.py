"""Data flow one way: etl writes, pages read, both know data; pages hold no SQL and no arithmetic."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from data.settings import ROOT
from tests.support import respa_files
from tests.support.varaamo_files import statistics_csv

MODULES = [p for folder in ("data", "etl", "pages") for p in sorted((ROOT / folder).rglob("*.py"))]
PAGES = sorted((ROOT / "pages").glob("*.py"))
#: What each layer may import of the others.
MAY_IMPORT = {"data": {"data"}, "etl": {"data", "etl"}, "pages": {"data", "pages"}}
ARITHMETIC = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
AGGREGATES = {"sum", "mean", "median", "groupby", "agg", "pivot_table", "diff", "pct_change", "cumsum"}
SQL = re.compile(r"\bSELECT\b.+\bFROM\b|\bGROUP BY\b|\bINNER JOIN\b", re.IGNORECASE | re.DOTALL)


def test_there_is_something_to_check() -> None:
    assert len(PAGES) >= 6
    assert len(MODULES) > 40


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_layers_import_downwards_only(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert imported & set(MAY_IMPORT) <= MAY_IMPORT[layer]


def _joins_paths(node: ast.BinOp) -> bool:
    """``folder / "name"`` divides nothing."""
    name = node.right
    is_text = isinstance(name, ast.JoinedStr) or (
        isinstance(name, ast.Constant) and isinstance(name.value, str)
    )
    return isinstance(node.op, ast.Div) and is_text


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_pages_hold_no_sql_and_no_arithmetic_on_figures(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.search(node.value), f"line {node.lineno} looks like SQL"
        if isinstance(node, ast.BinOp) and not _joins_paths(node):
            assert not isinstance(node.op, ARITHMETIC), f"line {node.lineno} does arithmetic"
        if isinstance(node, ast.Attribute):
            assert node.attr not in AGGREGATES, f"line {node.lineno} aggregates ({node.attr})"


def test_a_load_brings_neither_pandas_nor_the_other_commands(tmp_path: Path) -> None:
    """They take longer to import than a small load takes; the engine itself imports some if asked wrongly."""
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    respa_files.workbook(tmp_path / "exports" / "b.xlsx", [{}])
    code = (
        "import sys; from etl.__main__ import main; main(sys.argv[1:]);"
        "print(*sorted({'pandas', 'pyarrow', 'requests', 'shapely'} & set(sys.modules)))"
    )
    arguments = ["load", "--exports", str(tmp_path / "exports"), "--home", str(tmp_path / "home")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "2 loaded" in done.stderr
    assert done.stdout.strip() == ""
