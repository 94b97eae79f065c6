"""Plan against plan: what each is expected to yield, its hours, who comes in, and everybody's chance of a look.

Who goes out, stays, or gets another instrument or month is told as a total only. The visits that lot chose stay where
they are when a plan only aims at something else, so that such a list would in time tell them from the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Floats
from models.labels import LAWS
from models.planning.choices import Plan
from models.planning.plan_groups import KEYS, SIDES, without_small_cells
from models.planning.problem import INSTRUMENTS, JOINT_VISIT, VISIT
from models.planning.responses import load_responses
from models.planning.setting import Setting, holds, instrument_values
from models.planning.what_ifs import measures
from models.yields import Objective, law_values

DIMENSIONS = ("sector", "region", "size_class", "kind")
OBJECTIVES: tuple[Objective, ...] = ("hits", "workers", "underpaid")
MEASURE_SCHEMA = {
    "measure": pl.String, "label_nl": pl.String, "label_en": pl.String, "unit": pl.String, "base": pl.Float64,
    "variant": pl.Float64, "expected": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Side:
    """One of two plans: its tables (see docs/interfaces.md), and what it was chosen from."""

    items: pl.DataFrame
    teams: pl.DataFrame
    chances: pl.DataFrame
    prices: pl.DataFrame
    setting: Setting

    @classmethod
    def of(cls, plan: Plan, setting: Setting) -> "Side":
        """Return a plan that was just made."""
        return cls(plan.items, plan.teams, plan.chances, plan.prices, setting)


@dataclass(frozen=True)
class PlanComparison:
    """Two plans side by side, with columns as docs/what-ifs.md gives them."""

    measures: pl.DataFrame
    groups: pl.DataFrame
    changes: pl.DataFrame
    prices: pl.DataFrame


def compare_plans(base: Side, variant: Side | None, *, same_lots: bool) -> PlanComparison:
    """Hold a plan against another.

    Args:
        base: The plan that is in use.
        variant: The other one; ``None`` when nothing can be planned that way: its figures are then empty.
        same_lots: Whether the random share is the same. If not, nobody is listed by name: who comes in or goes out
            would mostly be random.
    """
    figures = {"base": _figures(base), "variant": _figures(variant) if variant else {}}
    moved = _moved(base.items, variant.items) if variant else {}
    sides = {"base": base} | ({"variant": variant} if variant else {})
    prices = [side.prices.with_columns(plan=pl.lit(name)) for name, side in sides.items()]
    return PlanComparison(
        measure_table({name: (figures["base"].get(name), figures["variant"].get(name)) for name in figures["base"]}
                      | {name: (None, count) for name, count in moved.items()}),
        _groups(base, variant),
        _who_comes_in(base.items, variant.items if variant and same_lots else base.items),
        pl.concat(prices, how="diagonal_relaxed").select("plan", pl.exclude("plan")),
    )  # fmt: skip


def measure_table(figures: Mapping[str, tuple[float | None, float | None]]) -> pl.DataFrame:
    """Return measures by name, base and variant, with their names for people, in the order of ``what_ifs.yaml``.

    Those that begin with ``yield_`` are sums of the models' chances: expected, without an interval.
    """
    rows = [
        (item.name, item.label["nl"], item.label["en"], item.unit, *figures[item.name], item.name.startswith("yield_"))
        for item in measures()
        if item.name in figures
    ]
    return pl.DataFrame(rows, schema=MEASURE_SCHEMA, orient="row")


def expected_yield(items: pl.DataFrame, setting: Setting, objective: Objective) -> float:
    """Return what a plan's items are expected to yield together: a sum of model chances (see ``item_yields``)."""
    return float(item_yields(items, setting, objective).sum())


def item_yields(items: pl.DataFrame, setting: Setting, objective: Objective) -> Floats:
    """Return what each of a plan's items is expected to yield, shape ``(items,)``: from the models' chances.

    A team counts only the laws that it can examine, a month only those that hold in it. A letter or desk check counts
    what it is stated or assumed to bring; where that is not known, nothing.

    Args:
        items: ``employer_id, team, month, instrument``.
        setting: What the plan was chosen from.
        objective: What to add up, whatever the plan aimed at.
    """
    if items.is_empty():
        return np.zeros(0)
    table = setting.table
    values = instrument_values(
        table, law_values(table, LAWS, objective, {}), setting.effects.usable(assumed=True), load_responses()
    )
    employers = _places(items["employer_id"], table["employer_id"])
    instruments = _places(items["instrument"].replace(JOINT_VISIT, INSTRUMENTS[VISIT]), INSTRUMENTS)
    teams = _places(items["team"], [team.name for team in setting.hours.teams])
    months = _places(items["month"], setting.hours.months)
    examines = np.array([[float(law in team.laws) for law in LAWS] for team in setting.hours.teams])
    weights = examines[teams] * holds(setting.choices, setting.hours.months)[months]
    # An item is of all laws together.
    found: Floats = (values[employers, instruments] * weights).sum(axis=1)
    return found


def _places(column: pl.Series, among: Iterable[object]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    places = {name: place for place, name in enumerate(among)}
    return column.replace_strict(places, return_dtype=pl.Int64).to_numpy().astype(np.int64)


def _figures(side: Side) -> dict[str, float]:
    hours = dict(side.items.group_by("instrument").agg(pl.col("expected_hours").sum()).iter_rows())
    named = ("available", "reserved", "random", "comparison", "targeted")
    overall = side.chances.filter(pl.col("period") == "plan", pl.col("dimension") == "all")
    return {
        **{f"yield_{name}": expected_yield(side.items, side.setting, name) for name in OBJECTIVES},
        "items": float(len(side.items)),
        **{f"hours_{name}": float(hours.get(name, 0.0)) for name in (*INSTRUMENTS, JOINT_VISIT)},
        **{f"hours_{name}": float(side.teams[f"hours_{name}"].sum()) for name in named},
        "chance_all": float(overall["chance"][0]),
    }


def _moved(base: pl.DataFrame, variant: pl.DataFrame) -> dict[str, float]:
    """Return how many employers come in, go out, and get another instrument or month."""
    keys = ("employer_id", "instrument", "month")
    both = base.select(keys).join(variant.select(keys), on="employer_id", suffix="_then")
    instrument, month = (both[name] != both[f"{name}_then"] for name in keys[1:])
    return {
        "items_in": float(len(variant) - len(both)),
        "items_out": float(len(base) - len(both)),
        "items_other_instrument": float(instrument.sum()),
        "items_other_month": float((month & ~instrument).sum()),
    }


def _who_comes_in(base: pl.DataFrame, variant: pl.DataFrame) -> pl.DataFrame:
    """Return the employers of the variant that are not in the base, by name."""
    new = variant.join(base.select("employer_id"), on="employer_id", how="anti")
    listed = new.select("employer_id", "trade_name", "sector", "region", change=pl.lit("in"))
    return listed.sort("trade_name", "employer_id")


def _groups(base: Side, variant: Side | None) -> pl.DataFrame:
    parts = [_side_groups(side, name) for name, side in zip(SIDES, (base, variant), strict=True) if side is not None]
    if variant is None:
        kinds = {"items": pl.Int64, "hours": pl.Float64, "workers": pl.Float64, "chance": pl.Float64}
        return without_small_cells(
            parts[0].with_columns(pl.lit(None, dtype=kind).alias(f"variant_{name}") for name, kind in kinds.items())
        )
    return without_small_cells(
        parts[0]
        .join(parts[1], on=KEYS, how="full", coalesce=True, suffix="_then")
        .with_columns(pl.coalesce("employers", "employers_then"))
    )


def _side_groups(side: Side, name: str) -> pl.DataFrame:
    """Return items, hours, workers and chance of each group of a plan; a group without items has none of them."""
    kinds = side.setting.table.select("employer_id", "kind")
    workers = pl.Series("workers", item_yields(side.items, side.setting, "workers"))
    items = side.items.select(pl.exclude("kind")).with_columns(workers).join(kinds, on="employer_id", how="left")
    summed = [pl.col("expected_hours").sum().alias(f"{name}_hours"), pl.col("workers").sum().alias(f"{name}_workers")]
    planned = pl.concat(
        items.group_by(pl.col(dimension).fill_null("unknown").alias("group"))
        .agg(pl.len().cast(pl.Int64).alias(f"{name}_items"), *summed)
        .with_columns(dimension=pl.lit(dimension))
        for dimension in DIMENSIONS
    )
    chances = side.chances.filter(pl.col("period") == "plan", pl.col("dimension").is_in(DIMENSIONS)).select(
        *KEYS, "employers", pl.col("chance").alias(f"{name}_chance")
    )
    return chances.join(planned, on=KEYS, how="left").with_columns(
        pl.col(f"{name}_items", f"{name}_hours", f"{name}_workers").fill_null(0)
    )
