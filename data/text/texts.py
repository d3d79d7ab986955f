"""Every text a reader sees, in Finnish, Swedish and English: data/text/*.toml and pages/words/*.toml.

A key is the file's name and the entry's, as in ``shell.title``. An entry is a text in each language,
or another key, whose text it shares. Each file is read on first use. Besides its own values, a text may name
what ``City.words`` has: ``{city_genitive}``, ``{district_plural}``.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from data.city_profile.in_use import current_city
from data.settings import ROOT

#: Texts by language.
Text = dict[str, str]


@functools.cache
def files() -> dict[str, Path]:
    """Return the text files by name."""
    folders = (ROOT / "data" / "text", ROOT / "pages" / "words")
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


@functools.cache
def _entries(file: str) -> dict[str, Text | str]:
    return tomllib.loads(files()[file].read_text(encoding="utf-8"))


def entries() -> dict[str, Text | str]:
    """Return all entries by key: texts, and keys of texts that are shared."""
    return {f"{file}.{name}": entry for file in files() for name, entry in _entries(file).items()}


def find_text(key: str) -> Text | None:
    """Return the text of a key in every language; None for an unknown key."""
    file, _, name = key.partition(".")
    entry = _entries(file).get(name) if file in files() else None
    return find_text(entry) if isinstance(entry, str) else entry


def say(key: str, language: str, /, **values: object) -> str:
    """Return the text of a key with its values filled in. Raises KeyError for an unknown key."""
    text = find_text(key)
    if text is None:
        raise KeyError(f"no text {key!r} in data/text or pages/words")
    return fill(text[language], language, **values)


def fill(text: str, language: str, /, **values: object) -> str:
    """Return a text with its values, and what the city calls itself and its areas, filled in."""
    if "{" not in text and "}" not in text:
        return text
    return text.format(**{**current_city().words[language], **values})


class CityTexts(Mapping[str, str]):
    """Texts by language, in which the words of the city in use are filled in."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, language: str) -> str:
        return fill(self._texts[language], language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def known_language(language: str | None) -> str:
    """Return the language if the city offers it, else the city's first."""
    offered = current_city().languages
    return language if language in offered else offered[0]
