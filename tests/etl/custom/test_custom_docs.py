"""The worked examples of docs/custom-sources.md give the documented results."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.tables import COLUMNS
from data.settings import ROOT
from etl.custom.validate import _OPTIONAL, _REQUIRED
from tests.support.commands import command_here

DOCUMENT = (ROOT / "docs" / "custom-sources.md").read_text(encoding="utf-8")
EXAMPLES = Path(__file__).parent
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
FILES = {"spordihallid": "cp1252", "ehrenamt": "utf-8"}


def blocks(kind: str) -> list[str]:
    return [text for language, text in BLOCKS if language == kind]


@pytest.fixture
def documented(tmp_path: Path) -> Path:
    """A home with the document's mappings, beside an inbox with its files."""
    home, exports = tmp_path / "home", tmp_path / "exports"
    (home / "custom").mkdir(parents=True)
    exports.mkdir()
    for name, text in zip(FILES, blocks("toml"), strict=True):
        (home / "custom" / f"{name}.toml").write_text(text, encoding="utf-8")
        (exports / f"{name}.csv").write_bytes((EXAMPLES / f"{name}.csv").read_bytes())
    return home


def test_the_example_files_equal_the_documents() -> None:
    for (name, encoding), shown in zip(FILES.items(), blocks("csv"), strict=True):
        stored = (EXAMPLES / f"{name}.csv").read_bytes().decode(encoding)
        assert stored.replace("\r\n", "\n") == shown
    assert "õ" not in (EXAMPLES / "spordihallid.csv").read_bytes().decode("utf-8", "ignore")


def test_the_documents_mappings_load_its_files_with_the_documented_results(
    documented: Path, load: Callable[..., dict[str, Any]]
) -> None:
    load(documented.parent / "exports", documented)
    status = command_here("etl", "status", "--home", documented).stdout
    status_lines, figure = blocks("text")
    for line in status_lines.splitlines():
        assert line in status
    completed = command_here(
        "data", "booked_hours", "--by", "space,department,district", "--home", documented
    )
    row = next(line for line in completed.stdout.splitlines() if line.startswith("custom:"))
    assert re.split(r"\s{2,}", row)[:4] == re.split(r"\s{2,}", figure.strip())
    options = ("--by", "department,district", "--format", "csv", "--home", documented)
    hours = command_here("data", "volunteer_hours", *options)
    assert "KUVA,301,3.75" in hours.stdout
    assert "shows 3.75 person-hours for KUVA in Kallio" in DOCUMENT


def test_the_draft_is_the_documented_one(documented: Path, tmp_path: Path) -> None:
    for name, final in zip(FILES, map(tomllib.loads, blocks("toml")), strict=True):
        completed = command_here("etl", "suggest", EXAMPLES / f"{name}.csv", "--home", tmp_path / "empty")
        assert completed.returncode == 0, completed.stderr
        drafted = tomllib.loads(completed.stdout)
        assert drafted["columns"].items() <= final["columns"].items()
        assert set(final["columns"]) - set(drafted["columns"]) <= {"organisation_key"}
        for key in ("table", "format", "delimiter", "values", "personal", "date_formats", "decimal_mark"):
            assert drafted[key] == final[key], key


def test_the_document_lists_every_key() -> None:
    documented_keys = set(re.findall(r"^\| `\[?(\w+)", DOCUMENT, re.MULTILINE))
    assert documented_keys == {*_REQUIRED, *_OPTIONAL}


def test_the_readme_links_the_document_and_shipped_mappings_are_not_tables() -> None:
    assert "docs/custom-sources.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert not list(COLUMNS.glob("custom.toml"))
