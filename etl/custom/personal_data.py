"""Recognise headers and cells that look like personal data."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from data.catalogue.tables import normalise, tables

_WORDS = Path(__file__).parent / "personal_data.toml"
EMAIL = r"[^\s@;,<>]+@[^\s@;,<>]+\.[A-Za-z]{2,}"
#: A Finnish personal identity code, with the separators introduced in 2023 too.
IDENTITY_CODE = r"\b[0-3][0-9][01][0-9][0-9]{2}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y]\b"
PHONE = r"(\+|\b00|\b0)[1-9][0-9]{0,3}[ ()/-]{0,2}[0-9]{2,4}([ -]?[0-9]{2,4}){1,3}\b"
_LETTER = "[^\\W\\d_]"
#: Two to four words: the form of people's names, but also of other texts.
_NAME = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*(?:,? {_LETTER}+(?:['’-]{_LETTER}+)*){{1,3}}")
_ALWAYS = re.compile(f"{EMAIL}|{IDENTITY_CODE}")
_PHONE = re.compile(PHONE)


@functools.cache
def _words() -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    dropped = {h for table in tables().values() for headers in table.dropped.values() for h in headers}
    return tuple(words["parts"]), frozenset(words["words"]), frozenset(dropped)


def is_personal_header(header: str) -> bool:
    """Return whether a header, as written in a file, is that of a column that names or describes people.

    True also for every header that a known system drops as personal.
    """
    parts, words, dropped = _words()
    plain = normalise(header)
    if plain in dropped or any(part in plain for part in parts):
        return True
    return bool(words & set(re.split(r"[\W_]+", plain)))


def names_someone(cell: str) -> bool:
    """Return whether a cell has an e-mail address or a personal identity code."""
    return bool(_ALWAYS.search(cell))


def is_phone(cell: str) -> bool:
    """Return whether a cell is a telephone number and nothing else."""
    return bool(_PHONE.fullmatch(cell.strip()))


def is_like_a_name(cell: str) -> bool:
    """Return whether a cell is two to four capitalised words, like people's names."""
    text = cell.strip()
    return bool(_NAME.fullmatch(text)) and all(word[:1].isupper() for word in re.split(r"[ ,]+", text))
