"""Recognise cells that name several spaces, by the names that occur in other cells too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from etl.custom.json_rows import BETWEEN

_MARKS = (";", "+", "|", "/", "&", ",")
#: The share of the names between the marks that must occur elsewhere as well.
_KNOWN = 0.8


def several_mark(values: Mapping[str, int], *, is_list: bool = False) -> str:
    """Return the mark between the names of several spaces in a cell; '' if the cells name one each.

    ``is_list`` says that lists of the file became cells with their own mark.
    """
    if is_list and any(BETWEEN in value for value in values):
        return BETWEEN.strip()
    for mark in _MARKS:
        lists = [[name.strip() for name in value.split(mark)] for value in values if mark in value]
        names = Counter(name for names in lists for name in set(names))
        alone = {value.strip() for value in values if mark not in value}
        known = [name for name, count in names.items() if count > 1 or name in alone]
        if lists and all(all(names) for names in lists) and len(known) >= _KNOWN * len(names):
            return mark
    return ""
