"""Groups that nobody thought of: who is visited for nothing more often than others of like risk."""

import polars as pl

from models.fairness.groups import dimensions
from models.fairness.subgroups import SUBGROUP_SCHEMA, worse_subgroups
from models.labels import LAWS
from pipelines.fairness.gathering import RANDOM, Gathered

FOUND_SCHEMA = {"law": pl.String, "step": pl.String, **SUBGROUP_SCHEMA}


def subgroup_table(gathered: Gathered, seed: int) -> pl.DataFrame:
    """Return the subgroups that a search over the open dimensions names, law by law.

    A unit is a closed visit that examined the law and was not drawn by lot; its risk is the chance of a finding by
    models that did not see the employer. A rule has at least ten visits of either outcome in the half that it is told
    of (the measure's minimum), so no count in it is about too few.

    Args:
        gathered: The units.
        seed: Seed of the divisions.
    """
    by_hand = gathered.examined.filter(pl.col("ground") != RANDOM)
    visits = by_hand.with_columns(worse=~pl.col("outcome"), risk=pl.col("score"))
    found = [_of_law(visits.filter(pl.col("law") == law), law, gathered, seed) for law in LAWS]
    return pl.concat([pl.DataFrame(schema=FOUND_SCHEMA), *found])


def _of_law(visits: pl.DataFrame, law: str, gathered: Gathered, seed: int) -> pl.DataFrame:
    units = visits.select("unit", "employer_id", "worse", "risk")
    groups = gathered.groups.filter(pl.col("unit").is_in(units["unit"].implode()))
    named = worse_subgroups(units, groups, list(dimensions()), "visited_for_nothing", seed=seed)
    return named.select(pl.lit(law).alias("law"), pl.lit("finding").alias("step"), pl.all())
