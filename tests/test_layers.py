"""The structure of the code: layers, pages that draw what they are given, files of a readable size."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.settings import ROOT
from tests.support.exports import respa_files
from tests.support.exports.varaamo_files import statistics_csv

FOLDERS = ("data", "etl", "pages")
MODULES = {path.relative_to(ROOT).as_posix(): path for f in FOLDERS for path in (ROOT / f).rglob("*.py")}
#: Files by the name that imports use.
DOTTED = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in MODULES}
#: The tests are modules like the others in their size.
SIZED = {*MODULES, *(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))}
PAGES = [name for name in MODULES if name.startswith("pages/")]
#: What each layer may import of the others.
MAY_IMPORT = {"data": {"data"}, "etl": {"data", "etl"}, "pages": {"data", "pages"}}
MOST_LINES = 300
MOST_FILES = 20

SQL = re.compile(r"\bSELECT\b.+\bFROM\b|\bGROUP BY\b|\bINNER JOIN\b", re.IGNORECASE | re.DOTALL)
#: The only functions under pages/ that calculate. They place and colour marks; none returns a figure.
LAYOUT = {
    # Pixels, axis ranges and grid cells.
    "pages/charts/layout.py": "*",
    "pages/charts/maps/geometry.py": "*",
    "pages/charts/tracks.py": "*",
    # Round limits of the colour classes.
    "pages/charts/class_breaks.py": {"class_limits", "_round_up"},
    # Points of a line in an image.
    "pages/charts/sparkline.py": {"sparkline"},
    # Contrast of two colours.
    "pages/charts/theme.py": {"contrast", "_luminance"},
    # The next level of a hierarchy.
    "pages/state/drill_down.py": {"level", "breadcrumb"},
}
#: Handles bytes and connections: it may count them, but must not read a figure.
SERVER = "pages/server/"
FIGURES = ("pandas", "numpy", "data.query", "data.analyses", "data.comparison", "data.contribution")
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
#: Methods of frames and columns that calculate, and functions that do.
METHODS = {
    *("sum", "mean", "median", "groupby", "agg", "aggregate", "pivot_table", "diff", "pct_change", "cumsum"),
    *("prod", "std", "var", "quantile", "nunique", "value_counts", "rolling", "resample", "transform"),
    *("div", "mul", "truediv", "floordiv", "divide", "multiply", "subtract", "dot", "eval", "cumprod"),
}
FUNCTIONS = {"sum", "divmod", "pow", "round", "fsum", "fmean"}


def _imports(tree: ast.AST) -> set[str]:
    """The modules that a file imports; a package only where a name is taken from the package itself."""
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            imported |= {part if part in DOTTED else node.module for part in parts.values()}
    return imported


def _tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def test_there_is_something_to_check() -> None:
    assert len(PAGES) > 40
    assert len(MODULES) > 120


@pytest.mark.parametrize("name", MODULES)
def test_layers_import_downwards_only(name: str) -> None:
    layers = {module.split(".")[0] for module in _imports(_tree(name))} & set(FOLDERS)
    assert layers <= MAY_IMPORT[name.split("/")[0]]


def test_no_modules_import_each_other_in_a_circle() -> None:
    imports = {module: _imports(_tree(name)) & set(DOTTED) - {module} for module, name in DOTTED.items()}
    graphlib.TopologicalSorter(imports).prepare()


def test_no_test_module_imports_another() -> None:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        imported = _imports(ast.parse(path.read_text(encoding="utf-8")))
        others = [module for module in imported if module.split(".")[-1].startswith("test_")]
        assert not others, path.relative_to(ROOT)


def _calculations(tree: ast.AST, function: str = "") -> Iterator[tuple[str, int]]:
    """The enclosing function and the line of everything that calculates."""
    for node in ast.iter_child_nodes(tree):
        if _calculates(node):
            yield function, getattr(node, "lineno", 0)
        inner = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ""
        yield from _calculations(node, function or inner)


def _calculates(node: ast.AST) -> bool:
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ARITHMETIC) and not _is_text_or_list(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
        # Text and lists are joined by ``+`` and repeated by ``*``; ``folder / "name"`` is a path.
        return not (_is_text_or_list(node.left) or _is_text_or_list(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in FUNCTIONS
    return isinstance(node, ast.Attribute) and node.attr in METHODS


def _is_text_or_list(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and (_is_text_or_list(node.left) or _is_text_or_list(node.right))
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple)


@pytest.mark.parametrize("name", PAGES)
def test_pages_draw_what_they_are_given(name: str) -> None:
    tree = _tree(name)
    if name.startswith(SERVER):
        read = _imports(tree)
        assert not [
            module for module in FIGURES if module in read or any(m.startswith(f"{module}.") for m in read)
        ]
        return
    allowed = LAYOUT.get(name, set())
    assert "numpy" not in _imports(tree)
    found = [] if allowed == "*" else [(f, line) for f, line in _calculations(tree) if f not in allowed]
    assert not found, f"calculates: {found}; figures are calculated in data/"


@pytest.mark.parametrize("name", PAGES)
def test_pages_hold_no_sql(name: str) -> None:
    texts = [node for node in ast.walk(_tree(name)) if isinstance(node, ast.Constant)]
    assert not [node.lineno for node in texts if isinstance(node.value, str) and SQL.search(node.value)]


def test_every_function_that_may_calculate_does() -> None:
    for name, functions in LAYOUT.items():
        calculating = {function for function, _ in _calculations(_tree(name))}
        assert functions == "*" or calculating == functions, name
        assert calculating, name


@pytest.mark.parametrize(
    "code",
    [
        *("a - b", "a + b", "-(-a // b)", "total += value", 'frame["home"] - frame["place"]'),
        *('frame["value"].sum()', "sum(values)", 'frame.groupby("district")', "100 * part / whole"),
        *('f"{now - before} h"', "lambda row: row.now / row.before"),
    ],
)
def test_a_calculation_is_found_in_a_page(code: str) -> None:
    page = ast.parse(f"def show(view):\n    {code}")
    assert {function for function, _ in _calculations(page)} == {"show"}


@pytest.mark.parametrize(
    "code", ['folder / "name"', '"← " + label', "[*a] + b", "-1", "a < b", '[""] * n', "max(values)", "a | b"]
)
def test_joined_text_and_comparisons_are_no_calculation(code: str) -> None:
    assert not list(_calculations(ast.parse(code)))


def test_a_module_has_one_question() -> None:
    sizes = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in SIZED}
    assert not {name: lines for name, lines in sizes.items() if lines > MOST_LINES}


def test_no_folder_is_crowded() -> None:
    crowded = Counter(str(Path(name).parent) for name in SIZED)
    assert not {folder: count for folder, count in crowded.items() if count > MOST_FILES}


def test_a_load_brings_neither_pandas_nor_the_other_commands(tmp_path: Path) -> None:
    """They take longer to import than a small load takes; the engine itself imports some if asked wrongly."""
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    respa_files.workbook(tmp_path / "exports" / "b.xlsx", [{}])
    code = (
        "import sys; from etl.__main__ import main; main(sys.argv[1:]);"
        "print(*sorted({'pandas', 'pyarrow', 'requests', 'shapely'} & set(sys.modules)))"
    )
    arguments = ["load", "--exports", str(tmp_path / "exports"), "--home", str(tmp_path / "home")]
    completed = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "2 loaded" in completed.stderr
    assert completed.stdout.strip() == ""
