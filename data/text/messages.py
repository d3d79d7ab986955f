"""Messages of loading, fetching and checking, in three languages: a code with its parameters.

A message is stored as ``code?name=value&…`` and becomes text when it is shown, in the reader's language.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from data.text.plain_text import without_control_characters
from data.text.texts import find_text, say


def message(code: str, **parameters: object) -> str:
    """Return the stored form of a message. Raises KeyError for a code that data/text/messages.toml lacks."""
    if find_text(f"messages.{code}") is None:
        raise KeyError(f"no message {code!r} in data/text/messages.toml")
    values = {name: without_control_characters(str(value)) for name, value in parameters.items()}
    return f"{code}?{urlencode(values)}"


def render(stored: str, language: str) -> str:
    """Return a stored message, or several joined by line breaks, as text in ``language``."""
    return " ".join(_render_line(line, language) for line in stored.splitlines() if line)


def _render_line(stored: str, language: str) -> str:
    code, _, query = stored.partition("?")
    key = f"messages.{code}"
    if find_text(key) is None:
        return stored
    pairs = parse_qsl(query, keep_blank_values=True)
    parameters = {name: without_control_characters(value) for name, value in pairs}
    for name in ("expected", "reason"):
        # What was expected, and why something failed, may be a message of its own.
        if name in parameters:
            parameters[name] = _render_line(parameters[name], language)
    return say(key, language, **parameters)
