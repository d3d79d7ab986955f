"""Write the files of the sample city, and draw from choices."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from data.city_profile.in_use import current_city

Words = TypeVar("Words")


def pick(random: np.random.Generator, choices: Sequence[str], shares: Sequence[float]) -> str:
    """Return one of the choices; ``shares`` add up to 1."""
    return choices[int(random.choice(len(choices), p=shares))]


def in_spoken_language(finnish: Words, english: Words) -> Words:
    """Return what a system of the city calls something: in English if the city does not speak Finnish."""
    return finnish if "fi" in current_city().languages else english


def csv_file(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    quoting: int = csv.QUOTE_MINIMAL,
    line: str = "\r\n",
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write a CSV with one header row; return its path."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, quoting=quoting, lineterminator=line, delimiter=delimiter)  # type: ignore[arg-type]
        writer.writerow(header)
        writer.writerows(rows)
    return path


def json_file(path: Path, value: object) -> Path:
    """Write a value as JSON; return its path."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
