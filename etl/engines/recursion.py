"""Take a recursive statement apart into steps. Spark runs no recursive UNION, and a UNION ALL slowly.

Spark calculates a CTE once for each place that reads it, so those that several places read are steps too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True)
class Step:
    """A query whose rows are kept under a name."""

    name: str
    query: exp.Query


@dataclass(frozen=True)
class Fixpoint:
    """A recursive CTE: the rows to start with, and those that follow from the new rows of the last round.

    ``following`` reads the new rows under ``new_rows``. If rows are distinct, those known before are not new.
    """

    name: str
    start: exp.Query
    following: exp.Query
    is_distinct: bool

    @property
    def new_rows(self) -> str:
        """The name of the rows that the last round added."""
        return f"{self.name}_new"


def steps(table: str, tree: exp.Query) -> Iterator[Step | Fixpoint]:
    """Yield the steps of the statement of a model table; the last has the table's name and rows.

    A statement without a recursion is one step.
    """
    if not any(_is_recursive(cte.this, cte.alias) for cte in tree.ctes):
        yield Step(table, tree)
        return
    rest = tree.copy()
    reads = Counter(read.name for read in rest.find_all(exp.Table))
    kept = {
        cte.alias: f"{table}_{cte.alias}"
        for cte in rest.ctes
        if reads[cte.alias] > 1 or _is_recursive(cte.this, cte.alias)
    }
    for read in rest.find_all(exp.Table):
        if read.name in kept:
            read.set("this", exp.to_identifier(kept[read.name]))
    inlined: list[exp.CTE] = []
    for cte in rest.ctes:
        name = kept.get(cte.alias)
        if name is None:
            inlined.append(cte)
        elif _is_recursive(cte.this, name):
            fixpoint = Fixpoint(
                name,
                start=_with(inlined, cte.this.left),
                following=_with(inlined, cte.this.right),
                is_distinct=bool(cte.this.args["distinct"]),
            )
            for read in fixpoint.following.find_all(exp.Table):
                if read.name == name:
                    read.set("this", exp.to_identifier(fixpoint.new_rows))
            yield fixpoint
        else:
            yield Step(name, _with(inlined, cte.this))
    rest.set("with_", None)
    yield Step(table, _with(inlined, rest))


def _is_recursive(query: exp.Expr, name: str) -> bool:
    """Return whether a query is a union that reads ``name``, which it defines."""
    return isinstance(query, exp.Union) and any(read.name == name for read in query.find_all(exp.Table))


def _with(ctes: list[exp.CTE], query: exp.Query) -> exp.Query:
    """Return the query after the CTEs that it may read; Spark ignores those that it does not."""
    whole = query.copy()
    if ctes:
        whole.set("with_", exp.With(expressions=[cte.copy() for cte in ctes]))
    return whole
