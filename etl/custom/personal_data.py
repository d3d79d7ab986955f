"""What looks like personal data: in a header, and in a cell."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from data.catalogue.tables import normalise, tables

_WORDS = Path(__file__).parent / "personal_data.toml"
EMAIL = r"[^\s@;,<>]+@[^\s@;,<>]+\.[A-Za-z]{2,}"
#: A Finnish personal identity code; the separators of 2023 among them.
IDENTITY_CODE = r"\b[0-3][0-9][01][0-9][0-9]{2}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y]\b"
PHONE = r"(\+|\b00|\b0)[1-9][0-9]{0,3}[ ()/-]{0,2}[0-9]{2,4}([ -]?[0-9]{2,4}){1,3}\b"
_LETTER = "[^\\W\\d_]"
#: Two to four words with capital letters: what a person's name looks like, and much else does.
_NAME = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*(?:,? {_LETTER}+(?:['’-]{_LETTER}+)*){{1,3}}")
_ALWAYS = re.compile(f"{EMAIL}|{IDENTITY_CODE}")
_PHONE = re.compile(PHONE)


@functools.cache
def _words() -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    told = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    dropped = {h for table in tables().values() for headers in table.dropped.values() for h in headers}
    return tuple(told["parts"]), frozenset(told["words"]), frozenset(dropped)


def is_personal_header(header: str) -> bool:
    """Whether a header, as it stands in a file, is one under which people are named or described.

    True too for every header that a known system drops as personal.
    """
    parts, words, dropped = _words()
    plain = normalise(header)
    if plain in dropped or any(part in plain for part in parts):
        return True
    return bool(words & set(re.split(r"[\W_]+", plain)))


def names_someone(cell: str) -> bool:
    """Whether a cell holds an e-mail address or a personal identity code."""
    return bool(_ALWAYS.search(cell))


def is_phone(cell: str) -> bool:
    """Whether a cell is a telephone number and nothing else."""
    return bool(_PHONE.fullmatch(cell.strip()))


def is_like_a_name(cell: str) -> bool:
    """Whether a cell is two to four capitalised words, as people's names are."""
    text = cell.strip()
    return bool(_NAME.fullmatch(text)) and all(word[:1].isupper() for word in re.split(r"[ ,]+", text))
