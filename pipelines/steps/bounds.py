"""``kompas fairness bounds``: what tables of a trait that is not held say of who is visited."""

from pathlib import Path
from typing import Any

import polars as pl

from models.fairness.bounds import bounds_by_level, widest_cells
from pipelines.fairness.hiding import few_counts
from pipelines.fairness.repair.bounding import cells_of, read_shares
from pipelines.fairness.repair.showing import BOUNDS
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.fairness import audit_recipe, audit_sources
from pipelines.steps.modelling import model_recipe

WIDEST = 3
"""So many cells are named that leave most open; how much each does would tell how many were chosen there."""


def bounds_step(context: StepContext, shares: str, by: str) -> StepResult:
    """Publish the bounds; the cells themselves are not published.

    Args:
        context: The run.
        shares: Path of the table of shares.
        by: The open dimension whose groups are its cells.

    Raises:
        KompasError: The table cannot be read, is not of these cells, or cannot be true.
    """
    sources, table = audit_sources(context), read_shares(Path(shares))
    asked = {"by": by, "shares": dict(table.iter_rows())}
    made = model_recipe(BOUNDS, sources.before_plan, sources.as_of, asked, context.settings.seed)
    recipe = audit_recipe(made)

    def fill(side: Path) -> dict[str, Any]:
        cells = cells_of(sources, table, by)
        told = bounds_by_level(cells.with_columns(country=pl.lit("all")), ["country"])
        few_counts(told).write_parquet(side / "bounds.parquet")
        return {"by": by, "widest": widest_cells(cells)["cell"].head(WIDEST).to_list()}

    return publish_step(context, recipe, fill)
