"""What loading tells people, in three languages: a code with its parameters, rendered late.

A message is kept as a text ``code?name=value&…`` so that a page can show it in the reader's language.
"""

from __future__ import annotations

import functools
import tomllib
from urllib.parse import parse_qsl, urlencode

from data.settings import ROOT


@functools.cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((ROOT / "data" / "text" / "messages.toml").read_text(encoding="utf-8"))


def message(code: str, **parameters: object) -> str:
    """The stored form of a message. Raises KeyError for a code that data/text/messages.toml lacks."""
    if code not in _texts():
        raise KeyError(f"no message {code!r} in data/text/messages.toml")
    return f"{code}?{urlencode({k: str(v) for k, v in parameters.items()})}"


def render(stored: str, language: str) -> str:
    """The text of a stored message (several are joined by a line break) in ``language``."""
    return " ".join(_render_one(line, language) for line in stored.splitlines() if line)


def _render_one(stored: str, language: str) -> str:
    code, _, query = stored.partition("?")
    texts = _texts().get(code)
    if not texts:
        return stored
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    for name in ("expected", "reason"):
        # What was expected, and why something failed, may be a message of its own.
        if name in parameters:
            parameters[name] = _render_one(parameters[name], language)
    return texts[language].format(**parameters)
