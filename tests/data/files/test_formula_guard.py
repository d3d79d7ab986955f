"""The formula guard: every text that a spreadsheet could run is guarded, numbers and other texts are not."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.formula_guard import spreadsheet_safe
from data.files.writers import as_csv

FORMULAS = [
    *("=1+1", "@SUM(A1)", "+cmd|x", "-cmd|x", "\t=1", "\r=1", "\n=1", "＝1+1", "+1+cmd|x", "-", "--1", "+ 1"),
    *("-1/HYPERLINK(A1)", "+1-WEBSERVICE(A1)", "-1,HYPERLINK(A1)", "-1:A2", "+1e5+A1", "-1 A1", "-1\n=A1"),
]
PLAIN = [
    *("Kallio", "-5", "+5", "-1.5", "-1,5", "-1 234,5", "+358 9 310 1691", "-1e5", "−5 °C", "a=b"),
    *("12:00-14:00", 'Sali "A"; iso', "a\nb", "", "'=1"),
]
HOSTILE = st.text(
    st.sampled_from("=+-@\t\r\n＝＋－＠0123456789 .,eE:/()!|\"';A") | st.characters(codec="utf-8"),
    max_size=12,
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"
    assert as_cells([text]) == [f"'{text}"]


@pytest.mark.parametrize("text", PLAIN)
def test_another_text_is_unchanged(text: str) -> None:
    assert spreadsheet_safe(text) == text
    assert as_cells([text, "x"]) == [text, "x"]


def test_text_of_a_column_of_categories_is_guarded() -> None:
    table = pa.table({"kind": pa.array(["=1+1", "a;b", None]).dictionary_encode()})
    assert b"".join(as_csv(table.to_reader(), "fi")).decode() == '\ufeffkind\r\n\'=1+1\r\n"a;b"\r\n\r\n'


@given(st.lists(HOSTILE, min_size=1, max_size=5))
def test_no_cell_starts_like_a_formula_unless_it_is_a_number(texts: list[str]) -> None:
    cells = as_cells(texts)
    assert cells == [spreadsheet_safe(text) for text in texts]
    for text, cell in zip(texts, cells, strict=True):
        assert cell in (text, f"'{text}")
        if cell[:1] in set("=+-@\t\r\n＝＋－＠"):
            digits = cell[1:].replace(" ", "").replace(",", "").replace(".", "")
            assert cell[0] in "+-"
            assert float(digits) >= 0


def as_cells(texts: list[str]) -> list[str]:
    """Return a column of text as a CSV reader reads it, after it was written in batches of one row."""
    table = pa.table({"text": texts, "end": ["e"] * len(texts)})
    written = b"".join(as_csv(table.to_reader(1), "rfc4180")).decode()
    return [row["text"] for row in csv.DictReader(io.StringIO(written, newline=""))]
