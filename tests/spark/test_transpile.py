"""What becomes of a statement of ours on the way to Spark, where sqlglot alone would change what it means."""

from datetime import date

import pytest

from features.spark.transpile import spark_sql


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        (
            "WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT 2 AS x) SELECT x FROM a",
            "WITH a AS (SELECT 1 AS x), b AS (SELECT 2 AS x) SELECT x FROM a",
        ),
        ("SELECT 0.05 * x, 0.05e0 * x, 100 * x FROM t", "SELECT 0.05e0 * x, 0.05e0 * x, 100 * x FROM t"),
        ("SELECT '0.05' AS x", "SELECT '0.05' AS x"),
        ("SELECT log(x), ln(x), log(2, x) FROM t", "SELECT LOG10(x), LN(x), LOG(2, x) FROM t"),
        ("SELECT hash(a, b) FROM t", "SELECT XXHASH64(a, b) FROM t"),
        ("SELECT count_if(a) FROM t", "SELECT SUM(CAST(a AS BIGINT)) FROM t"),
        ("SELECT date_diff('day', a, b) FROM t", "SELECT DATEDIFF(DAY, a, b) FROM t"),
        ("SELECT CAST(date_trunc('month', d) AS DATE) FROM t", "SELECT TRUNC(d, 'MONTH') FROM t"),
        ("SELECT a // b, a / b FROM t", "SELECT a DIV b, a / b FROM t"),
        ("SELECT a FROM t ORDER BY a, b DESC", "SELECT a FROM t ORDER BY a NULLS LAST, b DESC"),
        (
            "SELECT * FROM t QUALIFY row_number() OVER (ORDER BY a DESC) = 1",
            "SELECT * FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY a DESC) = 1",
        ),
        (
            "WITH a AS (WITH k AS (SELECT 1 AS x) SELECT x FROM k), b AS (WITH k AS (SELECT 2 AS x) SELECT x FROM k) "
            "SELECT x FROM a JOIN b USING (x)",
            "WITH a AS (WITH k AS (SELECT 1 AS x) SELECT x FROM k), b AS (WITH k AS (SELECT 2 AS x) SELECT x FROM k) "
            "SELECT x FROM a JOIN b USING (x)",
        ),
        ("SELECT * FROM a ANTI JOIN b USING (x)", "SELECT * FROM a ANTI JOIN b USING (x)"),
    ],
)
def test_a_statement_becomes(duckdb: str, spark: str) -> None:
    assert spark_sql(duckdb) == spark


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 10, 31), "CAST('2026-10-31' AS DATE)"),
        (24_310, "24310"),
        (-1, "-1"),
        (0.5, "CAST('0.5' AS DOUBLE)"),
        (True, "TRUE"),
        (None, "NULL"),
        ("it's", r"'it\'s'"),
    ],
)
def test_values_are_written_in(value: object, written: str) -> None:
    assert spark_sql("SELECT $value AS x", {"value": value, "not_named": []}) == f"SELECT {written} AS x"


def test_a_value_that_is_named_has_to_be_given() -> None:
    with pytest.raises(KeyError, match="as_of"):
        spark_sql("SELECT $as_of AS x", {"value": 1})


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="list"):
        spark_sql("SELECT $value AS x", {"value": [1, 2]})
