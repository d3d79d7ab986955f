"""Keep a spreadsheet from running a text of a CSV cell as a formula.

A workbook (XLSX) needs no guard: its cells say that they are text.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

#: The first characters after which a spreadsheet expects a formula.
_STARTS = "[=+\\-@\t\r\n＝＋－＠]"
#: A sign and digits, in groups or not: a number, or a telephone number.
_NUMBER = "[+-][0-9]+(?:[ .,][0-9]+)*(?:[eE][+-]?[0-9]+)?"


def spreadsheet_safe(text: str) -> str:
    """Return the text, after an apostrophe if a spreadsheet would read it as a formula."""
    if re.match(_STARTS, text) and not re.fullmatch(_NUMBER, text):
        return f"'{text}"
    return text


def spreadsheet_safe_column(texts: pa.Array) -> pa.Array:
    """Return ``spreadsheet_safe`` of each text of an Arrow column."""
    starts = pc.match_substring_regex(texts, f"^{_STARTS}")
    is_number = pc.match_substring_regex(texts, f"^(?:{_NUMBER})$")
    guarded = pc.binary_join_element_wise("'", texts, "")
    return pc.if_else(pc.and_not(starts, is_number), guarded, texts)
