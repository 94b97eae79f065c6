"""Do intervals hold what they promise? One synthetic world, its inspections of a year drawn again and again.

The world with all its employers and a first year of inspections is made once. Each seed then draws a second year anew
(habits, reports, choice by lot and by hand, what inspectors miss, what findings bring about) with the generator's own
SQL, estimates from that year's cases, and is held against what a good examination would have found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from models.labels import LAWS
from models.selection.estimators import MAIN_METHOD
from models.selection.rows import ESTIMATED, selection_rows
from pipelines.synthetic.arguments import Arguments, first_day
from pipelines.synthetic.inspecting import make_deeds
from pipelines.synthetic.inspecting.visits import prepare_visits, visit_month
from pipelines.synthetic.loop.frames import SEEN, inputs_of, with_branches, with_sectors
from pipelines.synthetic.wages import make_jobs
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.world import make_world

YEAR = 12
LAST_MONTH = date(2026, 10, 1)
CELL = ["law", "sector"]
MEMORY = "1GB"


@dataclass(frozen=True)
class Volumes:
    """How large the world is and how much is inspected: some thousands of cases a year, a tenth of them by lot."""

    employers: int = 40_000
    visits_per_month: int = 400
    random_share: float = 0.1
    bias: float = 1.0
    world_seed: int = 20261031

    @property
    def arguments(self) -> Arguments:
        """The arguments of the world: a year that is the same for all seeds, and the year that is drawn anew."""
        return Arguments(
            self.employers,
            2 * YEAR,
            LAST_MONTH,
            self.visits_per_month,
            self.random_share,
            self.world_seed,
            self.bias,
        )


def coverage_rows(folder: Path, volumes: Volumes, seeds: Sequence[int], say: Callable[[str], None]) -> pl.DataFrame:
    """Return every estimate of every seed beside what is really so.

    Args:
        folder: Where the workbench may be made.
        volumes: Size of the world and of the inspectorate.
        seeds: Seeds of the second year.
        say: Told after each seed.

    Returns:
        ``seed``, the columns of ``models.selection.rows.ESTIMATE_SCHEMA``, ``really`` (the share that a good
        examination would find over the year's months and employers) and ``covers`` (null where not estimated).
    """
    bench = Workbench(folder / "work", threads=1, memory_limit=MEMORY)
    try:
        _first_year(bench, volumes.arguments)
        tables = []
        for seed in seeds:
            tables.append(_of_seed(bench, volumes.arguments, seed))
            held = tables[-1].filter(method=MAIN_METHOD)["covers"]
            say(f"seed {seed}: {held.sum()} of {held.count()} intervals hold")
    finally:
        bench.close()
    return pl.concat(tables)


def coverage_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how often the intervals hold, per method and kind of cell.

    Args:
        rows: As ``coverage_rows`` gives them.

    Returns:
        ``method, cells`` (laws; laws x sectors; all), ``intervals, covered`` (share), ``error`` (mean estimate minus
        what is really so) and ``width`` (mean), both in percentage points, and ``not_estimable``.
    """
    level = pl.when(pl.col("sector").is_null()).then(pl.lit("laws")).otherwise(pl.lit("laws x sectors"))
    both = pl.concat([rows.with_columns(cells=level), rows.with_columns(cells=pl.lit("all"))])
    return (
        both.group_by("method", "cells")
        .agg(
            intervals=pl.col("covers").count(),
            covered=pl.col("covers").mean(),
            error=100 * (pl.col("estimate") - pl.col("really")).mean(),
            width=100 * (pl.col("high") - pl.col("low")).mean(),
            not_estimable=(pl.col("status") != ESTIMATED).sum(),
        )
        .sort("method", "cells")
    )


def _first_year(bench: Workbench, arguments: Arguments) -> None:
    make_world(bench, arguments)
    make_deeds(bench, arguments)
    make_jobs(bench, arguments)
    prepare_visits(bench, arguments)
    bench.run("loop/remembered")
    for month in _months(arguments)[:YEAR]:
        visit_month(bench, month)


def _of_seed(bench: Workbench, arguments: Arguments, seed: int) -> pl.DataFrame:
    second_year = _months(arguments)[YEAR:]
    with bench.undone():
        bench.set(seed=seed)
        for month in second_year:
            visit_month(bench, month)
            bench.run("loop/remember_month")
        cases, population = (_frame(bench, name) for name in ("cases", "population"))
        shares = with_sectors(bench.frame("loop/shares"))
    bench.set(seed=arguments.seed)
    found = selection_rows(
        cases.select("case_id", "law", "selection_ground", "selection_probability", "selected_on", "violation",
                     "weight", "comparable"),
        cases.unique("case_id", maintain_order=True).select("case_id", *population.columns),
        population,
        inputs_of(SEEN),
        laws=LAWS,
        since=first_day(second_year[0]),
        seed=seed,
    ).estimates  # fmt: skip
    return _held_against(found, shares).select(pl.lit(seed).alias("seed"), pl.all())


def _held_against(found: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Add what is really so, per law and sector, and whether the interval holds it."""
    counted = pl.concat(_totals(shares, keys) for keys in ([*CELL], ["law"]))
    held = (pl.col("low") <= pl.col("really")) & (pl.col("really") <= pl.col("high"))
    return found.join(counted, on=CELL, how="left", nulls_equal=True, maintain_order="left").with_columns(covers=held)


def _totals(shares: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    summed = shares.group_by(keys).agg(really=pl.col("would_be_found").sum() / pl.col("employer_months").sum())
    return summed.select(
        "law", pl.col("sector") if "sector" in keys else pl.lit(None, pl.String).alias("sector"), "really"
    )


def _frame(bench: Workbench, name: str) -> pl.DataFrame:
    return with_branches(with_sectors(bench.frame(f"loop/{name}"))).drop("division", "branch")


def _months(arguments: Arguments) -> range:
    return range(arguments.first_month_number, arguments.last_month_number + 1)
