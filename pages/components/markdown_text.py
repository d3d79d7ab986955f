"""Text from files as it is shown: labels in plain text, and values that have no effect in Markdown."""

from __future__ import annotations

import re

from data.text.plain_text import without_control_characters

_MARKDOWN = re.compile(r"([\\`*_\[\]<>$~|#])")
#: Addresses that Markdown makes links of, and Streamlit's ``:red[…]``, ``:material/…:`` and emoji. A
#: backslash does not stop these, an invisible word joiner does.
_AUTOMATIC = re.compile(r"(:(?=[A-Za-z/])|@(?=\w)|\bwww(?=\.))")
_WORD_JOINER = "\u2060"
#: Charts read ``<`` as the start of a tag.
_ANGLES = str.maketrans("<>", "‹›")


class Markdown(str):
    """Text that is Markdown already, so that it is not escaped again."""


def plain_label(text: object) -> str:
    """Return a label from a file as plain text for pages, tables and charts."""
    return without_control_characters(str(text)).translate(_ANGLES)


def escape_markdown(text: str) -> Markdown:
    """Return Markdown that shows the text as it is."""
    if isinstance(text, Markdown):
        return text
    return Markdown(_AUTOMATIC.sub(rf"\1{_WORD_JOINER}", _MARKDOWN.sub(r"\\\1", text)))
