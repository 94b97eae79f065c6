"""Units and groups for the tests of fairness, made of blocks that are alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Block:
    """So many units that are alike; ``each`` units share an employer."""

    count: int
    group: str
    chosen: bool = False
    outcome: bool | None = None
    probability: float | None = None
    score: float | None = None
    workers: int = 1
    visits: int = 0
    sector: str = "A"
    each: int = 1


def units_of(blocks: Sequence[Block]) -> pl.DataFrame:
    """Return the units of blocks, with their group and sector as columns; those with a probability were drawn."""
    rows = [
        {"unit": f"u{place}-{number}", "employer_id": f"e{place}-{number // block.each}"}
        | {name: value for name, value in vars(block).items() if name not in ("count", "each")}
        | {"drawn": block.probability is not None}
        for place, block in enumerate(blocks)
        for number in range(block.count)
    ]
    schema = {"outcome": pl.Boolean, "probability": pl.Float64, "score": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=schema)


def groups_of(units: pl.DataFrame, **columns: str) -> pl.DataFrame:
    """Return the long groups by columns of the units: ``kind="group"`` makes the dimension ``kind``."""
    return pl.concat(
        units.select("unit", dimension=pl.lit(name), group=pl.col(column)).drop_nulls()
        for name, column in columns.items()
    )


def the_row(figures: pl.DataFrame, **where: str) -> dict[str, object]:
    """Return the only row where columns hold these values."""
    return figures.row(
        by_predicate=pl.all_horizontal(pl.col(name) == value for name, value in where.items()), named=True
    )
