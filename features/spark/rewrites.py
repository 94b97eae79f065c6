"""What sqlglot leaves of DuckDB's meaning on the way to Spark: one small function for each difference.

Each takes the tree of a statement and returns it changed. ``REWRITES`` is the list that ``transpile`` goes through.
"""

from collections.abc import Callable

from sqlglot import exp

Rewrite = Callable[[exp.Expr], exp.Expr]
MONTHS_OF_UNIT = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


def without_materialized(tree: exp.Expr) -> exp.Expr:
    """Leave out ``[NOT] MATERIALIZED``: Spark's grammar has no such hint on a ``WITH`` query."""
    for query in tree.find_all(exp.CTE):
        query.set("materialized", None)
    return tree


def decimals_as_doubles(tree: exp.Expr) -> exp.Expr:
    """Write ``0.05`` as ``0.05e0``: to Spark it is a decimal, whose quotients are rounded to a few digits."""
    return tree.transform(lambda node: _as_double(node) if _is_decimal(node) else node)


def boundaries_between_dates(tree: exp.Expr) -> exp.Expr:
    """Count the first days of months, quarters or years between two dates, as DuckDB does; Spark counts full ones."""
    return tree.transform(lambda node: _boundaries(node) if _counts_boundaries(node) else node)


def logarithm_of_ten(tree: exp.Expr) -> exp.Expr:
    """Write ``log(x)`` as ``log10(x)``, which it means in DuckDB; in Spark it is the natural logarithm."""

    def ten(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Log) and node.args.get("expression") is None:
            return exp.Anonymous(this="LOG10", expressions=[node.this])
        return node

    return tree.transform(ten)


def counts_without_a_case(tree: exp.Expr) -> exp.Expr:
    """Sum truths for ``count_if``: where no condition is true or false DuckDB answers NULL, and Spark would say 0."""
    return tree.transform(lambda node: _sum_of_truths(node) if isinstance(node, exp.CountIf) else node)


def long_hash(tree: exp.Expr) -> exp.Expr:
    """Hash to 64 bits, as DuckDB does: among a hundred million keys Spark's ``hash`` of 32 bits meets itself often."""
    for node in tree.find_all(exp.Anonymous):
        if node.name.upper() == "HASH":
            node.set("this", "XXHASH64")
    return tree


def months_as_dates(tree: exp.Expr) -> exp.Expr:
    """Cut a date to its month as a date: ``CAST(date_trunc('month', d) AS DATE)`` goes by way of a timestamp."""

    def cut(node: exp.Expr) -> exp.Expr:
        inner = node.this if isinstance(node, exp.Cast) and node.is_type("date") else None
        if isinstance(inner, exp.TimestampTrunc | exp.DateTrunc):
            return exp.Anonymous(this="TRUNC", expressions=[inner.this, exp.Literal.string(_unit(inner))])
        return node

    return tree.transform(cut)


REWRITES: tuple[Rewrite, ...] = (
    without_materialized,
    decimals_as_doubles,
    boundaries_between_dates,
    logarithm_of_ten,
    counts_without_a_case,
    long_hash,
    months_as_dates,
)


def _is_decimal(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and "." in node.name and "e" not in node.name.lower()


def _as_double(node: exp.Expr) -> exp.Expr:
    return exp.Literal.number(f"{node.name}e0")


def _sum_of_truths(node: exp.Expr) -> exp.Expr:
    return exp.Sum(this=exp.cast(node.this, exp.DataType.Type.BIGINT))


def _counts_boundaries(node: exp.Expr) -> bool:
    return isinstance(node, exp.DateDiff) and _unit(node) in MONTHS_OF_UNIT


def _boundaries(node: exp.Expr) -> exp.Expr:
    months = MONTHS_OF_UNIT[_unit(node)]
    later, earlier = (_periods(day, months) for day in (node.this, node.expression))
    return exp.Paren(this=exp.Sub(this=later, expression=earlier))


def _periods(day: exp.Expr, months: int) -> exp.Expr:
    """Return the number of periods of so many months since the year 0."""
    since = exp.Add(
        this=exp.Mul(this=exp.Literal.number(12), expression=exp.Year(this=day.copy())),
        expression=exp.Sub(this=exp.Month(this=day.copy()), expression=exp.Literal.number(1)),
    )
    return exp.IntDiv(this=exp.Paren(this=since), expression=exp.Literal.number(months))


def _unit(node: exp.Expr) -> str:
    unit = node.args.get("unit")
    return unit.name.upper() if isinstance(unit, exp.Expr) else "DAY"
