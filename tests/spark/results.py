"""Where two results that should say the same differ: whole numbers exactly, others at 1e-9 of their size."""

import polars as pl

RELATIVE = 1e-9


def differing_columns(left: pl.DataFrame, right: pl.DataFrame, key: list[str]) -> dict[str, str]:
    """Return what differs by column; nothing when two frames hold the same rows, in whatever order.

    A column of numbers is compared exactly when the left one holds whole numbers only; NULLs have to be in the same
    places.
    """
    if left.schema != right.schema:
        return {"schema": str(set(left.schema.items()) ^ set(right.schema.items()))}
    if not left.select(key).sort(key).equals(right.select(key).sort(key)):
        return {"rows": f"{left.height} and {right.height}, or other keys"}
    paired = left.join(right, on=key, how="left", suffix="_right", nulls_equal=True)
    columns = [column for column in left.columns if column not in key]
    differing = {column: paired.filter(_differs(paired, column)).head(3) for column in columns}
    return {
        column: str(rows.select(*key, column, f"{column}_right").rows())
        for column, rows in differing.items()
        if rows.height
    }


def _differs(paired: pl.DataFrame, column: str) -> pl.Expr:
    left, right = pl.col(column), pl.col(f"{column}_right")
    if (
        not paired.schema[column].is_float()
        or (paired[column].drop_nulls().floor() == paired[column].drop_nulls()).all()
    ):
        return left.ne_missing(right)
    far = (left - right).abs() > RELATIVE * pl.max_horizontal(left.abs(), right.abs())
    return (left.is_null() != right.is_null()) | far.fill_null(False)
