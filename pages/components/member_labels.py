"""Labels of members in the reader's language, as plain text: everything a page shows of them is read here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from data.analyses.week import HOURS
from data.city_profile.in_use import current_city
from data.scope import Scope
from data.text import numbers
from data.warehouse import Build
from pages.components.markdown_text import plain_label
from pages.state import queries


@queries.cached
def names(build: Build, dimension: str, language: str) -> Mapping[str, str]:
    """Return the labels by member, in the order of the dimension and then by label."""
    if dimension in ("weekday", "hour"):
        values = current_city().weekdays if dimension == "weekday" else range(HOURS)
        members = pd.Series([str(member) for member in values])
        called = column_labels(pd.DataFrame({dimension: members}), dimension, build, language)
        return dict(zip(members, called, strict=True))
    frame = queries.member_table(dimension, build=build)
    frame = frame.sort_values(["sort_order", f"label_{language}"])
    return dict(zip(frame["member"], map(plain_label, frame[f"label_{language}"]), strict=True))


def offered(build: Build, dimension: str, language: str, scope: Scope) -> Mapping[str, str]:
    """Return the labels of the members that a reader can choose, in the order of ``names``."""
    known = set(queries.known_members(dimension, scope, build))
    return {member: label for member, label in names(build, dimension, language).items() if member in known}


def labelled(frame: pd.DataFrame, dimensions: Sequence[str], build: Build, language: str) -> pd.DataFrame:
    """Return the frame with ``label``, the labels of its dimensions joined by a comma, and ``member``, the
    code if there is one dimension."""
    columns = [column_labels(frame, dimension, build, language) for dimension in dimensions]
    rows = zip(*columns, strict=True) if columns else ([""] for _ in range(len(frame)))
    members = frame[dimensions[0]].astype(str).tolist() if len(dimensions) == 1 else ""
    return frame.assign(label=[", ".join(parts) for parts in rows], member=members)


def column_labels(frame: pd.DataFrame, dimension: str, build: Build, language: str) -> list[str]:
    """Return the labels of one dimension by row; the label of a member without a name is its code."""
    # Iterating over a column of texts takes ten times as long.
    values = frame[dimension].tolist()
    if dimension == "month":
        return [numbers.short_month(value, language) for value in values]
    if dimension == "date":
        return [numbers.day(dt.date.fromisoformat(value), language) for value in values]
    if dimension == "weekday":
        return [numbers.weekday(value, language) for value in values]
    if dimension == "hour":
        return [numbers.hour(value) for value in values]
    known = names(build, dimension, language)
    return [known.get(str(value)) or plain_label(value) for value in values]


def complete(
    frame: pd.DataFrame, dimension: str, members: Sequence[str], build: Build, language: str
) -> pd.DataFrame:
    """Return the labelled frame with a row without a value for each member that it lacks."""
    missing = pd.DataFrame({dimension: [m for m in members if m not in set(frame[dimension])]})
    missing = labelled(missing, (dimension,), build, language).assign(suppressed=False)
    return pd.concat([frame, missing], ignore_index=True)
