"""Every text a reader sees, in Finnish, Swedish and English: ``pages/words/*.toml``."""

from __future__ import annotations

import functools
import tomllib

from data.settings import LANGUAGES, ROOT

DEFAULT_LANGUAGE = "fi"
FOLDER = ROOT / "pages" / "words"


@functools.cache
def texts() -> dict[str, dict[str, str]]:
    """Texts by key: the file's name and the table's, as in ``shell.title``; then by language."""
    return {
        f"{path.stem}.{name}": text
        for path in sorted(FOLDER.glob("*.toml"))
        for name, text in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def say(key: str, language: str, **values: object) -> str:
    """The text of a key with its values put in. Raises KeyError for a key that is not there."""
    text = texts()[key][language]
    return text.format(**values) if values else text


def known_language(language: str | None) -> str:
    """The language if it is one of ours, else Finnish."""
    return language if language in LANGUAGES else DEFAULT_LANGUAGE
