"""The comparison that the equality of DuckDB and Spark rests on finds what differs, and nothing else."""

import polars as pl
import pytest

from tests.spark.results import differing_columns

WHOLE = pl.DataFrame({"who": ["a", "b", "c"], "count": [1.0, 2.0, None], "share": [0.25, None, 0.5]})


def changed(column: str, values: list[float | None]) -> pl.DataFrame:
    return WHOLE.with_columns(pl.Series(column, values))


def test_the_same_rows_in_another_order_do_not_differ() -> None:
    assert differing_columns(WHOLE, WHOLE.reverse(), ["who"]) == {}


@pytest.mark.parametrize("share", [[0.25 * (1 + 9e-10), None, 0.5], [0.25, None, 0.5 * (1 - 9e-10)]])
def test_a_share_may_differ_by_less_than_a_billionth(share: list[float | None]) -> None:
    assert differing_columns(WHOLE, changed("share", share), ["who"]) == {}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("share", [0.25 * (1 + 2e-9), None, 0.5]),
        ("share", [0.25, 0.0, 0.5]),
        ("share", [None, None, 0.5]),
        ("count", [1.0, 2.0 + 1e-12, None]),
        ("count", [1.0, 2.0, 0.0]),
    ],
)
def test_what_differs_is_named(column: str, values: list[float | None]) -> None:
    assert set(differing_columns(WHOLE, changed(column, values), ["who"])) == {column}


def test_missing_rows_and_other_types_differ() -> None:
    assert set(differing_columns(WHOLE, WHOLE.head(2), ["who"])) == {"rows"}
    assert set(differing_columns(WHOLE, WHOLE.with_columns(pl.col("count").cast(pl.Int64)), ["who"])) == {"schema"}
