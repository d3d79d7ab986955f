"""Translate the model's SQL to Spark SQL: sqlglot does most of it, hooks what would give another answer.

Each hook says which answer it prevents; ``tests/etl/engines/test_spark_sql.py`` has an example of each.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp

from etl.warehouse.staging import local_hour_start_sql

#: What DuckDB's ``trim`` removes: every space of Unicode. Spark's removes the first of them alone.
BLANKS = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
#: Letters whose small letter depends on the language or on their place in the word, for Java alone, and the
#: small letters that DuckDB gives them.
LETTERS, SMALL_LETTERS = "İΣ", "iσ"
NO_TIME_ZONE = exp.DataType.build("TIMESTAMPNTZ")


class Untranslatable(Exception):
    """A file of the model has SQL that this module does not know how to translate."""


def translate(sql: str) -> exp.Query:
    """Return the tree of a SELECT in DuckDB's SQL, changed so that Spark gives the same rows."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    if not isinstance(tree, exp.Query):
        raise Untranslatable(type(tree).__name__)
    _apply_hooks(tree)
    return _without_unions_by_name(tree)


def spark_text(tree: exp.Expr) -> str:
    """Return the tree as Spark SQL."""
    return tree.sql(dialect="spark", comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _apply_hooks(tree: exp.Expr) -> None:
    # The innermost first: a hook may repeat what is inside.
    for node in reversed(list(tree.find_all(*HOOKS))):
        if (hook := HOOKS.get(type(node))) is not None:
            node.replace(hook(node))


def _spark(sql: str, **parts: exp.Expr) -> exp.Expr:
    """Return an expression of Spark SQL with its columns replaced by the parts of the same names."""
    tree = sqlglot.parse_one(f"({sql})", read="spark")
    for column in list(tree.find_all(exp.Column)):
        part = parts[column.name].copy()
        column.replace(exp.paren(part) if isinstance(part, exp.Binary) else part)
    return tree


def _function(node: exp.Expr) -> exp.Expr:
    """Expand the one function that staging defines, which Spark does not know."""
    if node.name.lower() != "local_hour_start":
        return node
    tree = sqlglot.parse_one(f"({local_hour_start_sql()})", read="duckdb")
    _apply_hooks(tree)
    for column in list(tree.find_all(exp.Column)):
        column.replace(node.expressions[0].copy())
    return tree


def _iso_weekday(node: exp.Expr) -> exp.Expr:
    """Sqlglot writes ``DAYOFWEEK(x) % 7 + 1``, with which Monday is 3."""
    return _spark("weekday(day) + 1", day=node.this)


def _series(node: exp.Expr) -> exp.Expr:
    """``sequence(3, 2)`` is [3, 2] in Spark, where DuckDB's series without a step is empty."""
    return exp.If(
        this=exp.LTE(this=node.args["start"].copy(), expression=node.args["end"].copy()),
        true=node.copy(),
        false=exp.Array(),
    )


def _seconds(node: exp.Expr) -> exp.Expr:
    """Spark counts whole seconds that have passed, DuckDB the seconds that have started in between."""
    if node.args["unit"].name != "SECOND":
        return node
    return _spark(
        "unix_seconds(CAST(last AS TIMESTAMP_LTZ)) - unix_seconds(CAST(first AS TIMESTAMP_LTZ))",
        last=node.this,
        first=node.expression,
    )


def _quotient(node: exp.Expr) -> exp.Expr:
    """DECIMAL / INTEGER is a DOUBLE in DuckDB, and a DECIMAL with rounded digits in Spark."""
    return _spark("CAST(a AS DOUBLE) / CAST(b AS DOUBLE)", a=node.this, b=node.expression)


def _cast(node: exp.Expr) -> exp.Expr:
    """A DOUBLE half-way between two decimals: Spark rounds its shortest text, DuckDB the scaled number."""
    to = node.args["to"]
    if not to.is_type("DECIMAL"):
        return node
    scale = 10 ** int(to.expressions[1].name)
    rounded = _spark(f"ROUND(number * {scale}D) / {scale}D", number=node.this)
    return exp.If(
        this=_spark("typeof(number) = 'double'", number=node.this),
        true=exp.Cast(this=rounded, to=to.copy()),
        false=node.copy(),
    )


def _lower(node: exp.Expr) -> exp.Expr:
    """Java's small letter of İ is two characters, and of Σ at the end of a word another letter."""
    return exp.Lower(
        this=exp.Anonymous(
            this="translate",
            expressions=[node.this.copy(), exp.Literal.string(LETTERS), exp.Literal.string(SMALL_LETTERS)],
        )
    )


def _trim(node: exp.Expr) -> exp.Expr:
    """A no-break space around a name, as in copied texts, would keep it from being recognised."""
    return exp.Trim(this=node.this.copy(), expression=exp.Literal.string(BLANKS))


def _truncated(node: exp.Expr) -> exp.Expr:
    """``date_trunc`` gives an instant with a time zone, which other tables do not have."""
    return exp.Cast(this=node.copy(), to=NO_TIME_ZONE.copy())


def _wall_clock(node: exp.Expr) -> exp.Expr:
    """The wall clock of a zone would be an instant with a time zone."""
    instant = node.this
    if isinstance(node.parent, exp.AtTimeZone):
        return node
    if not isinstance(instant, exp.AtTimeZone) or instant.args["zone"].name != "UTC":
        raise Untranslatable(node.sql(dialect="duckdb"))
    return exp.Anonymous(
        this="convert_timezone",
        expressions=[exp.Literal.string("UTC"), node.args["zone"].copy(), instant.this.copy()],
    )


def _list(node: exp.Expr) -> exp.Expr:
    """A list of DuckDB contains the NULL of its rows, a collected set does not."""
    if not isinstance(node.this, exp.Distinct):
        raise Untranslatable(node.sql(dialect="duckdb"))
    return _spark(
        "concat(collect_set(text), IF(COUNT(*) > COUNT(text), ARRAY(NULL), ARRAY()))",
        text=node.this.expressions[0],
    )


HOOKS: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Anonymous: _function,
    exp.DayOfWeekIso: _iso_weekday,
    exp.GenerateSeries: _series,
    exp.DateDiff: _seconds,
    exp.Div: _quotient,
    exp.Cast: _cast,
    exp.Lower: _lower,
    exp.Trim: _trim,
    exp.TimestampTrunc: _truncated,
    exp.AtTimeZone: _wall_clock,
    exp.ArrayAgg: _list,
}


def _without_unions_by_name(tree: exp.Query) -> exp.Query:
    """Write ``UNION ALL BY NAME``, which Spark does not have, as selects of the same columns."""
    ctes = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    for union in list(tree.find_all(exp.Union)):
        if not union.args.get("by_name") or isinstance(union.parent, exp.Union):
            continue
        branches = list(_branches(union))
        columns = list(dict.fromkeys(name for branch in branches for name in _names(branch, ctes)))
        selects = [_select(branch, columns, _names(branch, ctes)) for branch in branches]
        same_columns = exp.union(*selects, distinct=False)
        same_columns.set("with_", union.args.get("with_"))
        if union is tree:
            return same_columns
        union.replace(same_columns)
    return tree


def _branches(query: exp.Query) -> list[exp.Query]:
    if isinstance(query, exp.Union) and query.args.get("by_name"):
        return [*_branches(query.left), query.right]
    return [query]


def _names(query: exp.Query, ctes: dict[str, exp.Query]) -> list[str]:
    """Return the columns of a query, also where it is ``SELECT * FROM`` a query before it."""
    names: list[str] = query.named_selects
    if names != ["*"]:
        return names
    return _names(ctes[query.args["from_"].this.name], ctes)


def _select(branch: exp.Query, columns: list[str], present: list[str]) -> exp.Select:
    values = [exp.column(name) if name in present else exp.alias_(exp.Null(), name) for name in columns]
    return exp.select(*values).from_(branch.copy().subquery("branch"))
