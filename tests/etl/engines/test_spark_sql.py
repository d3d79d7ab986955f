"""Expressions that sqlglot alone would translate to SQL with another answer, and what the hooks make of them.

The texts are compared everywhere. Where Spark is (`make spark`), their answers are compared with DuckDB's,
and the answers without the hooks with the wrong ones noted here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from etl.engines.recursion import Fixpoint, steps
from etl.engines.spark_sql import BLANKS, Untranslatable, spark_text, translate
from etl.warehouse.model import model_files, model_sql

#: Functions that sqlglot passes through by name and that Spark has.
SPARK_HAS = {"convert_timezone", "hash", "make_date", "translate", "weekday"}


class Example(NamedTuple):
    """An expression, its translation (what a test does not need to see is left out), and the wrong answer."""

    duckdb: str
    spark: str
    wrong: object


EXAMPLES = {
    "monday_is_1": Example("isodow(DATE '2025-03-03')", "WEEKDAY(CAST('2025-03-03' AS DATE)) + 1", 3),
    "series_may_be_empty": Example(
        "(SELECT count(*) FROM (SELECT unnest(generate_series(3, 2)) AS n) AS t)",
        "EXPLODE(IF(3 <= 2, SEQUENCE(3, 2), ARRAY()))",
        2,
    ),
    "seconds_that_started": Example(
        "date_diff('second', TIMESTAMP '2025-01-01 00:00:00.9', TIMESTAMP '2025-01-01 00:00:01.1')",
        "UNIX_SECONDS(",
        0,
    ),
    "quotient_of_a_decimal": Example(
        "CAST(CAST(1 AS DECIMAL(18, 6)) / 3 * 3 AS VARCHAR)",
        " AS DOUBLE) / CAST(3 AS DOUBLE)",
        "0.99999999",
    ),
    "tie_between_decimals": Example(
        "CAST(CAST('1.0000005' AS DOUBLE) * 1.0000000000000002 AS DECIMAL(18, 6))", "ROUND(", None
    ),
    "exact_decimal": Example(
        "CAST(CAST('9007199254.740993' AS DECIMAL(18, 6)) AS DECIMAL(18, 6))", "IF(", None
    ),
    "turkish_letter": Example("lower('DİŞ')", "LOWER(TRANSLATE('DİŞ', 'İΣ', 'iσ'))", "di\u0307ş"),
    "final_sigma": Example("lower('ΟΔΟΣ')", "LOWER(TRANSLATE('ΟΔΟΣ', 'İΣ', 'iσ'))", "οδος"),
    "no_break_space": Example("trim('\u00a0Kallio \u2009')", f"TRIM('{BLANKS}' FROM", "\u00a0Kallio \u2009"),
    "tab_stays": Example("trim('\tKallio ')", f"TRIM('{BLANKS}' FROM", None),
    "start_of_the_month": Example(
        "date_trunc('month', TIMESTAMP '2025-03-03 10:00:00')",
        "CAST(DATE_TRUNC('MONTH', CAST('2025-03-03 10:00:00' AS TIMESTAMP_NTZ)) AS TIMESTAMP_NTZ)",
        None,
    ),
    "wall_clock": Example(
        "TIMESTAMP '2025-10-26 00:30:00' AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki'",
        "CONVERT_TIMEZONE('UTC', 'Europe/Helsinki', CAST('2025-10-26 00:30:00' AS TIMESTAMP_NTZ))",
        None,
    ),
    "list_with_null": Example(
        "(SELECT count(*) FROM (SELECT unnest(l) AS n FROM (SELECT list(DISTINCT a) AS l"
        " FROM (VALUES (1), (NULL), (1)) AS t (a)) AS s) AS u)",
        "CONCAT(COLLECT_SET(a), IF(COUNT(*) > COUNT(a), ARRAY(NULL), ARRAY()))",
        1,
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_hook_changes_what_would_give_another_answer(name: str) -> None:
    example = EXAMPLES[name]
    assert example.spark in spark_text(translate(f"SELECT {example.duckdb} AS answer"))


def test_what_no_hook_knows_is_not_translated() -> None:
    for sql in ("SELECT list(a) FROM t", "SELECT a AT TIME ZONE 'Europe/Oslo' FROM t", "DROP TABLE t"):
        with pytest.raises(Untranslatable):
            translate(sql)


def test_a_union_by_name_has_the_columns_of_every_part() -> None:
    sql = (
        "WITH c AS (SELECT 1 AS b, 2 AS a) "
        "SELECT 3 AS a UNION ALL BY NAME SELECT * FROM c UNION ALL BY NAME SELECT 4 AS d"
    )
    union = translate(sql).sql(dialect="duckdb")
    assert "BY NAME" not in union
    with duckdb.connect() as connection:
        expected = connection.execute(sql)
        names, rows = [d[0] for d in expected.description or ()], expected.fetchall()
        answer = connection.execute(union)
        assert [d[0] for d in answer.description or ()] == names == ["a", "b", "d"]
        assert answer.fetchall() == rows == [(3, None, None), (2, 1, None), (None, None, 4)]


@pytest.mark.parametrize("name", model_files())
def test_spark_can_parse_every_statement(name: str) -> None:
    """That the answers are the same is tested where Spark is (test_spark.py)."""
    for step in steps(name, translate(model_sql(name))):
        for query in (step.start, step.following) if isinstance(step, Fixpoint) else (step.query,):
            again = sqlglot.parse_one(spark_text(query), read="spark")
            # SQL that Spark cannot parse becomes a bare command, an unknown function an anonymous call.
            assert not isinstance(again, exp.Command)
            assert {call.name.lower() for call in again.find_all(exp.Anonymous)} <= SPARK_HAS
            assert isinstance(again, exp.Query)
            assert again.named_selects == query.named_selects


REACHED = """
WITH RECURSIVE edge AS (SELECT unnest([1, 2, 3, 7]) AS a, unnest([2, 3, 1, 8]) AS b),
reach AS (
    SELECT a, a AS b FROM edge
    UNION
    SELECT r.a, e.b FROM reach AS r INNER JOIN edge AS e ON r.b = e.a
)
SELECT a, count(*) AS rows FROM reach GROUP BY a
"""
#: A row that is reached on two ways counts twice.
WAYS = """
WITH RECURSIVE edge AS (SELECT unnest([1, 1, 2, 3]) AS a, unnest([2, 3, 4, 4]) AS b),
way AS (
    SELECT a, b FROM edge
    UNION ALL
    SELECT w.a, e.b FROM way AS w INNER JOIN edge AS e ON w.b = e.a
)
SELECT a, count(*) AS rows FROM way GROUP BY a
"""


@pytest.mark.parametrize(
    ("sql", "expected"),
    [(REACHED, [(1, 3), (2, 3), (3, 3), (7, 2)]), (WAYS, [(1, 4), (2, 1), (3, 1)])],
)
def test_steps_of_a_recursion_give_the_rows_of_the_whole(sql: str, expected: list[tuple[int, int]]) -> None:
    """The steps run in DuckDB here, as they do in Spark."""
    with duckdb.connect() as connection:
        assert connection.execute(f"FROM ({sql}) ORDER BY ALL").fetchall() == expected
        for step in steps("t", translate(sql)):
            if isinstance(step, Fixpoint):
                _reach(connection, step)
            else:
                connection.execute(f"CREATE TABLE {step.name} AS {step.query.sql(dialect='duckdb')}")
        assert connection.execute("FROM t ORDER BY ALL").fetchall() == expected


def _reach(connection: duckdb.DuckDBPyConnection, step: Fixpoint) -> None:
    start, following = (query.sql(dialect="duckdb") for query in (step.start, step.following))
    distinct = "DISTINCT" if step.is_distinct else ""
    connection.execute(f"CREATE TABLE {step.name} AS SELECT {distinct} * FROM ({start})")
    connection.execute(f"CREATE TABLE {step.new_rows} AS FROM {step.name}")
    while connection.execute(f"SELECT count(*) FROM {step.new_rows}").fetchall() != [(0,)]:
        known = f"EXCEPT FROM {step.name}" if step.is_distinct else ""
        connection.execute(f"CREATE OR REPLACE TABLE {step.new_rows} AS SELECT * FROM ({following}) {known}")
        connection.execute(f"INSERT INTO {step.name} FROM {step.new_rows}")


@pytest.mark.spark
def test_spark_gives_the_answers_of_duckdb(spark: Any) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Europe/Helsinki'")
        for name, (sql, _, wrong) in EXAMPLES.items():
            [expected] = connection.execute(f"SELECT {sql} AS answer").fetchall()
            [answer] = spark.sql(spark_text(translate(f"SELECT {sql} AS answer"))).collect()
            assert tuple(answer) == expected, name
            if wrong is not None:
                [without] = spark.sql(
                    sqlglot.transpile(f"SELECT {sql} AS answer", "duckdb", "spark")[0]
                ).collect()
                assert tuple(without) == (wrong,) != expected, name


@pytest.mark.spark
def test_spark_knows_every_letter_and_blank_as_duckdb_does(spark: Any) -> None:
    sql = "SELECT n, lower(chr(n)) AS small, trim(chr(n) || 'a') AS trimmed FROM codes"
    codes = [n for n in range(1, 0x110000) if not 0xD800 <= n <= 0xDFFF]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE codes AS SELECT unnest($codes)::INTEGER AS n", {"codes": codes})
        expected = connection.execute(f"{sql} ORDER BY n").fetchall()
    spark.range(1, 0x110000).selectExpr("CAST(id AS INT) AS n").where(
        "n NOT BETWEEN 55296 AND 57343"
    ).createOrReplaceTempView("codes")
    # Spark's chr knows Latin letters only.
    text = spark_text(translate(sql)).replace("CHR(n)", "decode(unhex(lpad(hex(n), 8, '0')), 'UTF-32')")
    answer = sorted(map(tuple, spark.sql(text).collect()))
    pairs = zip(expected, answer, strict=True)
    different = [ours for ours, theirs in pairs if ours != theirs]
    # DuckDB does not know some letters of old scripts, which Unicode got in the last years.
    assert [letter for letter in different if letter[1:] != (chr(letter[0]), f"{chr(letter[0])}a")] == []
    assert len(different) < 100
