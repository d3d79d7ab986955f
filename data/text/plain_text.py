"""Text from files without control characters, which neither a terminal nor a page may receive."""

from __future__ import annotations

import re
import unicodedata

#: A colour or cursor command of a terminal.
_TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
#: Control characters, surrogates, and marks that are invisible or change the direction of writing.
_REMOVED = ("Cc", "Cf", "Cs")


def without_control_characters(text: str) -> str:
    """Return the text on one line, without terminal sequences and control characters."""
    kept = re.sub(r"[\t\n\r\v\f\u2028\u2029]", " ", _TERMINAL_SEQUENCE.sub("", text))
    return "".join(character for character in kept if unicodedata.category(character) not in _REMOVED)
