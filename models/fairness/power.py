"""The power line: how many random visits it would take to see a gap, beside how many there were."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

import polars as pl

from models.fairness.amounts import amounts_of
from models.fairness.figures import FIGURE_SCHEMA, Choice
from models.fairness.groups import large_enough
from models.fairness.measures import Measure, chosen_measures, notable_level, power_rule
from models.selection.shares import effective_cases

UNKNOWN_RATE = 0.5
"""Where no rate is known, that of which a gap is hardest to see."""
POWER_SCHEMA = {name: FIGURE_SCHEMA[name] for name in ("law", "step", "cut", "dimension", "group", "measure")} | {
    "rate": pl.Float64,
    "gap": pl.Float64,
    "level": pl.Float64,
    "power": pl.Float64,
    "group_share": pl.Float64,
    "telling_share": pl.Float64,
    "visits_needed": pl.Int64,
    "visits_made": pl.Int64,
}


@dataclass(frozen=True)
class Test:
    """What a comparison of two shares is asked for: a gap, how sure it must be, and how surely it is seen."""

    gap: float
    level: float
    power: float


def corrected_level(comparisons: int, level: float | None = None) -> float:
    """Return the level of one test so that all together keep theirs (Bonferroni), never less strict than it is.

    Benjamini and Hochberg's rule and Holm's are both at their strictest here, for the first gap to be seen.

    Args:
        comparisons: How many differences are looked at.
        level: Of all together; None for that of ``notable``.
    """
    return (notable_level() if level is None else level) / max(1, comparisons)


def cases_needed(rate: float, share: float, test: Test) -> float:
    """Return how many cases, of the group and of the others together, show a gap between two shares.

    With ``n`` cases of which a share ``s`` is of the group, rates ``p1`` and ``p2`` and their mean ``p`` over all:
    ``n = (z_level sqrt(p (1 - p) / (s (1 - s))) + z_power sqrt(p1 (1 - p1) / s + p2 (1 - p2) / (1 - s)))^2 / gap^2``
    (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 2003, section 4.5: unequal samples).

    Args:
        rate: Of the others; the group's lies a gap higher, or lower, whichever takes more cases and exists.
        share: Which part of the cases is of the group, between 0 and 1, neither included.
        test: The gap, the two-sided level and the power.
    """
    z_level, z_power = NormalDist().inv_cdf(1 - test.level / 2), NormalDist().inv_cdf(test.power)
    needed = []
    for other in (rate + test.gap, rate - test.gap):
        if not 0 <= other <= 1:
            continue
        pooled = share * other + (1 - share) * rate
        equal = sqrt(pooled * (1 - pooled) / (share * (1 - share)))
        apart = sqrt(other * (1 - other) / share + rate * (1 - rate) / (1 - share))
        needed.append((z_level * equal + z_power * apart) ** 2 / test.gap**2)
    return max(needed)


def power_lines(
    units: pl.DataFrame,
    groups: pl.DataFrame,
    choice: Choice,
    *,
    comparisons: int,
    level: float | None = None,
    gap: float | None = None,
    rate: float | None = None,
) -> pl.DataFrame:
    """Return for each group and share that rests on the random arm how many random visits would show a gap.

    A random visit tells something of a measure only where it counts in it: of the false-negative rate only where
    something is found. How often that is, and the rate itself, are taken from the random arm of everybody. Where it
    holds too few such visits the rate is taken to be the one that takes most visits, and each visit to tell, so that no
    more is promised than a floor. Visits are taken to fall on groups as units do, which is what lot does, and unequal
    probabilities make them worth less (Kish, Survey Sampling, 1965).

    Args:
        units: As ``models.fairness.figures.group_figures`` asks for.
        groups: ``unit, dimension, group``.
        choice: What the figures speak of.
        comparisons: How many differences are looked at in the audit; the level is corrected for them.
        level: Of all of them together; None for that of ``notable``.
        gap: The gap to be seen; None for that of ``measures.yaml``.
        rate: The rate to reckon with where the random arm gives none.

    Returns:
        ``POWER_SCHEMA``: ``rate`` (of everybody), ``gap, level`` (corrected), ``power, group_share`` (of the units),
        ``telling_share?`` (of the visits), ``visits_needed`` (random visits to everybody) and ``visits_made`` (those
        that there were). A group that is everybody has no others, and no row; nor has one of too few employers, whose
        share would tell how many they are, with those that would tell it by subtraction.
    """
    asked = power_rule()
    test = Test(asked.gap if gap is None else gap, corrected_level(comparisons, level), asked.power)
    wanted = [one for one in chosen_measures(None, units.columns) if one.random_arm and one.kind == "share"]
    placed = units.select("unit", "employer_id").join(groups, on="unit").group_by("dimension", "group")
    sizes = placed.agg(members=pl.len(), employers=pl.col("employer_id").n_unique())
    shares = sizes.with_columns(group_share=pl.col("members") / pl.col("members").sum().over("dimension"))
    shares = large_enough(shares).filter(pl.col("group_share") < 1).sort("dimension", "group")
    visits = units.filter(pl.col("drawn") & pl.col("outcome").is_not_null())
    rows = [
        _Line(measure.name, share, test, needs).row() | {"dimension": dimension, "group": group}
        for measure, needs in ((one, _needs(visits, one, rate)) for one in wanted)
        for dimension, group, share in shares.select("dimension", "group", "group_share").iter_rows()
    ]
    spoken = vars(choice) | vars(test) | {"visits_made": len(visits)}
    return pl.DataFrame([spoken | row for row in rows], schema=POWER_SCHEMA)


@dataclass(frozen=True)
class _Needs:
    """What is known of a measure in the random arm; ``telling_share`` is None where it is not known."""

    rate: float
    telling_share: float | None
    design_effect: float


@dataclass(frozen=True)
class _Line:
    measure: str
    group_share: float
    test: Test
    needs: _Needs

    def row(self) -> dict[str, object]:
        cases = cases_needed(self.needs.rate, self.group_share, self.test) * self.needs.design_effect
        return {
            "measure": self.measure,
            "rate": self.needs.rate,
            "group_share": self.group_share,
            "telling_share": self.needs.telling_share,
            "visits_needed": ceil(cases / (self.needs.telling_share or 1.0)),
        }


def _needs(visits: pl.DataFrame, measure: Measure, rate: float | None) -> _Needs:
    amounts = amounts_of(visits, measure.sums)
    of, over = (amounts[name] for name in measure.sums)
    telling = int((over > 0).sum())
    if telling < measure.minimum.positives + measure.minimum.negatives:
        return _Needs(UNKNOWN_RATE if rate is None else rate, None, 1.0)
    effect = telling / effective_cases(over.to_numpy())
    return _Needs(float(of.to_numpy().sum() / over.to_numpy().sum()), telling / len(visits), effect)
