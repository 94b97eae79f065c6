"""What a scenario does to the plan: who of the plan in use falls under, and a plan that looks at the facts alone."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from models.labels import LAWS
from models.planning.compare import MEASURE_SCHEMA
from models.planning.plan import make_plan
from models.yields import Objective
from pipelines.planning.inputs import PlanInputs
from pipelines.what_if.counting import MOMENTS, UNKNOWN
from pipelines.what_if.words import in_both

Figures = dict[str, tuple[str, float | None, float | None]]
"""Measures by name: unit, base and variant."""


def effect_table(figures: Figures) -> pl.DataFrame:
    """Return measures with their names for people; none of them is an expectation of the model."""
    rows = [
        (name, in_both(name)["nl"], in_both(name)["en"], unit, base, variant, False)
        for name, (unit, base, variant) in figures.items()
    ]
    return pl.DataFrame(rows, schema=MEASURE_SCHEMA, orient="row")


def in_the_plan(items: pl.DataFrame, under: pl.DataFrame) -> Figures:
    """Return how many employers of a plan fall under now and in the scenario, with their workers and amounts.

    Args:
        items: The plan's items.
        under: Who falls under (``pipelines.what_if.counting.Counts``).
    """
    base, variant = (_reached(items, under, moment) for moment in MOMENTS)
    names = {"planned": ("employers", 0), "planned_workers": ("workers", 1), "planned_cents": ("eur", 2)}
    return {name: (unit, base[place], variant[place]) for name, (unit, place) in names.items()}


def plan_on_facts(inputs: PlanInputs, under: pl.DataFrame, looks_at: Objective) -> Figures:
    """Return what a plan reaches that looks at these facts and at nothing else, now and in the scenario.

    Args:
        inputs: What the plan in use was made from; its objective is put aside.
        under: Who falls under now and then.
        looks_at: ``underpaid``: what is declared too little; ``workers``: who falls under.

    Raises:
        InfeasiblePlanError: The plan's limits cannot be kept on these facts. Those on a law are put aside beforehand:
            under most laws nobody falls.
    """
    only = replace(
        inputs.choices,
        objective=looks_at,
        replays=0,
        min_shares=_without_laws(inputs.choices.min_shares),
        max_shares=_without_laws(inputs.choices.max_shares),
    )
    plans = [
        make_plan(facts_frame(inputs.frame, under, moment), inputs.capacity, inputs.links, only).items
        for moment in MOMENTS
    ]
    base, variant = (_reached(items, under, moment) for items, moment in zip(plans, MOMENTS, strict=True))
    both = len(plans[0].join(plans[1], on="employer_id", how="semi"))
    return {
        "facts_items": ("items", float(len(plans[0])), float(len(plans[1]))),
        "facts_under": ("employers", base[0], variant[0]),
        "facts_workers": ("workers", base[1], variant[1]),
        "facts_cents": ("eur", base[2], variant[2]),
        "facts_in": ("items", None, float(len(plans[1]) - both)),
        "facts_out": ("items", None, float(len(plans[0]) - both)),
    }


def facts_frame(frame: pl.DataFrame, under: pl.DataFrame, moment: str) -> pl.DataFrame:
    """Return a plan's frame in which chances and expectations are the facts of a moment, and nothing else counts.

    The chance of a law is 1 for who falls under; the same workers can fall under several rules of a law, so that the
    largest number counts; amounts add up.
    """
    facts = (
        under.drop_nulls(f"workers_{moment}")
        .group_by("employer_id", "law")
        .agg(
            p=pl.lit(1.0),
            workers=pl.col(f"workers_{moment}").max().cast(pl.Float64),
            underpaid=pl.col(f"cents_{moment}").sum() / 100,
        )
    )
    bare = frame.drop([f"{name}_{law}" for name in ("p", "workers", "underpaid") for law in LAWS], strict=False)
    for law in LAWS:
        own = facts.filter(pl.col("law") == law).drop("law")
        named = own.rename({name: f"{name}_{law}" for name in ("p", "workers", "underpaid")})
        bare = bare.join(named, on="employer_id", how="left")
    return bare.with_columns(pl.col([f"{n}_{law}" for n in ("p", "workers", "underpaid") for law in LAWS]).fill_null(0))


def _without_laws(shares: Mapping[str, float]) -> dict[str, float]:
    return {name: share for name, share in shares.items() if not name.startswith("law:")}


def _reached(items: pl.DataFrame, under: pl.DataFrame, moment: str) -> tuple[float, float, float | None]:
    """Return employers, workers (the largest number of an employer's rules) and euros of those in a plan.

    The euros are none where there are no amounts, or where one of them is unknown.
    """
    own = under.drop_nulls(f"workers_{moment}").join(items, on="employer_id", how="semi")
    workers = own.group_by("employer_id").agg(pl.col(f"workers_{moment}").max()).get_column(f"workers_{moment}")
    amounts = own[f"cents_{moment}"].drop_nulls()
    none = under[f"cents_{moment}"].drop_nulls().is_empty() or UNKNOWN in own[f"basis_{moment}"]
    return float(len(workers)), float(workers.sum()), None if none else float(amounts.sum()) / 100


def without_amounts(figures: Figures) -> Figures:
    """Return measures without those of amounts of which neither side knows any."""
    kept: Mapping[str, tuple[str, float | None, float | None]] = figures
    return {name: entry for name, entry in kept.items() if entry[0] != "eur" or entry[1:] != (None, None)}
