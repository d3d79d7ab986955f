"""Read a metric's worked example (data/metrics/<id>.example.md), which is also its test.

The dictionary shows it to readers, and tests/data/test_metric_examples.py runs it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from data.catalogue.metrics import METRICS


@dataclass(frozen=True)
class ExampleTable:
    """A table of a worked example: its name ('expected' for the result), headings and rows, as text."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def by_heading(self) -> list[dict[str, str]]:
        """Return each row as heading → cell; an empty cell is ''."""
        return [dict(zip(self.headings, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Example:
    """A metric's worked example; ``before`` and ``after`` are its author's explanations, in English."""

    before: str
    tables: tuple[ExampleTable, ...]
    call: str
    expected: ExampleTable
    after: str


@functools.cache
def example(metric: str) -> Example:
    """Return the worked example of a metric."""
    text = (METRICS / f"{metric}.example.md").read_text(encoding="utf-8")
    intro, *sections = re.split(r"^### ", text, flags=re.MULTILINE)
    parts = {title.strip(): body.strip() for title, _, body in (s.partition("\n") for s in sections)}
    call, expected = parts.pop("call"), parts.pop("expected")
    prose = [line for line in expected.splitlines() if not line.startswith("|")]
    return Example(
        before=intro.partition("\n")[2].strip(),
        tables=tuple(read_table(name, body) for name, body in parts.items()),
        call=call,
        expected=read_table("expected", expected),
        after="\n".join(prose).strip(),
    )


def read_table(name: str, body: str) -> ExampleTable:
    """Return the pipe table within a Markdown text."""
    lines = [line.strip() for line in body.splitlines() if line.strip().startswith("|")]
    headings, _, *rows = (tuple(cell.strip() for cell in line[1:-1].split("|")) for line in lines)
    return ExampleTable(name, headings, tuple(rows))
