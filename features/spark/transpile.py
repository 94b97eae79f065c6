"""A DuckDB statement of ours, with the values that it names, as Spark SQL."""

from datetime import date
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp, transforms
from sqlglot.dialects.spark import Spark
from sqlglot.generators.spark import SparkGenerator

from features.engine import Values
from features.spark.rewrites import REWRITES


class SparkToday(Spark):
    """Spark as it is now: sqlglot rewrites what older versions did not know, and not always into the same thing.

    It writes ``QUALIFY`` as a subquery with the window in a column of its own, which ``SELECT *`` then returns; and it
    moves every ``WITH`` to the top of the statement, where two queries of one name meet.
    """

    class Generator(SparkGenerator):
        """Writes ``QUALIFY`` and inner ``WITH`` clauses as they stand."""

        EXPRESSIONS_WITHOUT_NESTED_CTES: ClassVar[set[type[exp.Expr]]] = set()
        TRANSFORMS: ClassVar = {
            **SparkGenerator.TRANSFORMS,
            exp.Select: transforms.preprocess([transforms.eliminate_distinct_on, transforms.unnest_to_explode]),
        }


def spark_sql(sql: str, values: Values | None = None) -> str:
    """Return a DuckDB statement as Spark SQL.

    Args:
        sql: One statement of our own texts.
        values: What it names as ``$name``; written into it, for they become part of a view's text.

    Raises:
        KeyError: The statement names a value that is not given.
        TypeError: A value is of a kind that our SQL does not use.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    for rewrite in REWRITES:
        tree = rewrite(tree)
    return with_values(tree, values or {}).sql(dialect=SparkToday)


def with_values(tree: exp.Expr, values: Values) -> exp.Expr:
    """Put literals in the place of the values that a statement names as ``$name``."""
    return tree.transform(lambda node: literal(values[node.name]) if isinstance(node, exp.Placeholder) else node)


def literal(value: Any) -> exp.Expr:
    """Return a value of Python as an SQL literal; a float in the form that Spark reads as a double."""
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)
    if isinstance(value, float):
        return exp.cast(exp.Literal.string(repr(value)), exp.DataType.Type.DOUBLE)
    if value is None or isinstance(value, bool | int | str):
        return exp.convert(value)
    raise TypeError(f"no literal for a {type(value).__name__}")
