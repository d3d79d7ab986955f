"""Files of the lists of spaces: the rows of the page, with names and the meaning of their columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from data.analyses.spaces import LISTS
from data.files.export import SPACES, Export, count
from data.files.file_description import description_lines, file_name
from data.files.writers import csv_chunks
from data.filters import QueryError
from data.scope import EVERYTHING
from tests.support.potential_city import OCTOBER, publish_city


def test_a_file_has_the_rows_of_the_list_with_names(tmp_path: Path) -> None:
    build = publish_city(tmp_path / "home")
    for name, listed in LISTS.items():
        export = Export(SPACES, build.id, "en", OCTOBER, metric=name, scope=EVERYTHING)
        text = b"".join(csv_chunks(export, build)).decode("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(text), delimiter=";")
        expected = listed(OCTOBER, EVERYTHING, build=build)
        assert count(export, build) == len(rows) == len(expected)
        assert [row[0] for row in rows] == expected["space"].tolist()
        assert header == [column for column, _ in description_lines(export)]
        assert file_name(export, "csv").startswith(f"talkootila-spaces-{name}-2026-10")
    assert header[:2] == ["space", "space_name"]
    assert rows


def test_an_unknown_list_is_an_error(tmp_path: Path) -> None:
    build = publish_city(tmp_path / "home")
    with pytest.raises(QueryError, match="unknown list 'best'"):
        count(Export(SPACES, build.id, "fi", OCTOBER, metric="best", scope=EVERYTHING), build)
