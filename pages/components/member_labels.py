"""What members of a dimension are called in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from data.text import numbers
from data.warehouse import Build
from pages.state import queries


@queries.cached
def names(build: Build, dimension: str, language: str) -> Mapping[str, str]:
    """Member → label, in the order of the dimension: by its own order, then by name."""
    if dimension in ("weekday", "hour"):
        members = pd.Series(queries.known_members(dimension, build))
        called = column_labels(pd.DataFrame({dimension: members}), dimension, build, language)
        return dict(zip(members, called, strict=True))
    frame = queries.member_table(dimension, build=build)
    frame = frame.sort_values(["sort_order", f"label_{language}"])
    return dict(zip(frame["member"], frame[f"label_{language}"], strict=True))


def labelled(frame: pd.DataFrame, dimensions: Sequence[str], build: Build, language: str) -> pd.DataFrame:
    """The frame with ``label``, the names of its dimensions joined by a comma, and ``member``, the code
    where there is one dimension."""
    columns = [column_labels(frame, dimension, build, language) for dimension in dimensions]
    rows = zip(*columns, strict=True) if columns else ([""] for _ in range(len(frame)))
    members = list(frame[dimensions[0]].astype(str)) if len(dimensions) == 1 else ""
    return frame.assign(label=[", ".join(parts) for parts in rows], member=members)


def column_labels(frame: pd.DataFrame, dimension: str, build: Build, language: str) -> list[str]:
    """The labels of one dimension, row by row; a member without a name is shown as its code."""
    values = list(frame[dimension])
    if dimension == "month":
        return [numbers.short_month(value, language) for value in values]
    if dimension == "date":
        return [numbers.day(dt.date.fromisoformat(value), language) for value in values]
    if dimension == "weekday":
        return [numbers.weekday(value, language) for value in values]
    if dimension == "hour":
        return [numbers.hour(value) for value in values]
    known = names(build, dimension, language)
    return [str(known.get(str(value), value)) for value in values]


def complete(
    frame: pd.DataFrame, dimension: str, members: Sequence[str], build: Build, language: str
) -> pd.DataFrame:
    """The labelled frame with a row, without a value, for each member that has none."""
    missing = pd.DataFrame({dimension: [m for m in members if m not in set(frame[dimension])]})
    missing = labelled(missing, (dimension,), build, language).assign(suppressed=False)
    return pd.concat([frame, missing], ignore_index=True)
