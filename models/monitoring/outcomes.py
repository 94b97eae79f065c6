"""Outcomes since a model learnt: do its chances come true, and does it find in life what its backtest promised?"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from models.evaluation.agreement import difference_of_shares, found_over_expected, ratio_of_shares
from models.evaluation.bootstrap import Estimate, wilson_interval
from models.monitoring.rules import OutcomeRules

EVERY_GROUND = "all"
BY_MODEL, BY_LOT = "model", "random"
CALIBRATION_SCHEMA = {
    "law": pl.String,
    "selection_ground": pl.String,
    "cases": pl.Int64,
    "found": pl.Int64,
    "expected": pl.Float64,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


@dataclass(frozen=True)
class LiveGap:
    """What the model's own visits find beside what its backtest promised.

    Every estimate is ``None`` where it is not estimable.

    Attributes:
        law: The law.
        cut: The plan's cut, at which the backtest measured.
        visits: Closed visits that the model selected since it scores, which examined the law.
        found: How many of them had a finding.
        drawn: The same of visits drawn at random.
        drawn_found: How many of those had a finding.
        backtest: Precision at the plan's cut in the backtest.
        backtest_lift: Lift there.
        live: Share of the model's visits with a finding.
        random: Share of the visits drawn at random with a finding.
        gap: Backtest minus live; above 0 life falls short of the promise.
        lift: Live share over that of the visits drawn at random.
    """

    law: str
    cut: float | None
    visits: int
    found: int
    drawn: int
    drawn_found: int
    backtest: Estimate | None
    backtest_lift: Estimate | None
    live: Estimate | None
    random: Estimate | None
    gap: Estimate | None
    lift: Estimate | None


def calibration_by_ground(law: str, cases: pl.DataFrame, rules: OutcomeRules) -> pl.DataFrame:
    """Return how many findings came of cases since the model learnt for each that it expected, per ground of selection.

    Args:
        law: The law.
        cases: Closed cases that examined the law and that the model had not seen: ``selection_ground, chance`` (that
            the model gave with what was known when the case was selected) and ``violation``.
        rules: How many cases it takes.

    Returns:
        ``law, selection_ground, cases, found, expected, ratio, low, high``; ``ratio`` (found over expected, with its
        95% interval) is empty where it is not estimable. The ground ``all`` comes first.
    """
    grounds = [EVERY_GROUND, *sorted(cases["selection_ground"].unique())]
    rows = [_calibration(law, ground, _of_ground(cases, ground), rules) for ground in grounds]
    return pl.DataFrame(rows, schema=CALIBRATION_SCHEMA, orient="row")


def live_gap(
    law: str,
    cases: pl.DataFrame,
    cut: float | None,
    backtest: Estimate | None,
    backtest_lift: Estimate | None,
    rules: OutcomeRules,
) -> LiveGap:
    """Hold what a model's own visits find beside what its backtest promised at the plan's cut.

    Args:
        law: The law.
        cases: Closed cases that examined the law, selected since the model scores: ``selection_ground, violation``.
        cut: The plan's cut.
        backtest: Precision there in the backtest; ``None`` when there is none.
        backtest_lift: Lift there.
        rules: How many visits it takes.
    """
    own, drawn = (_of_ground(cases, ground) for ground in (BY_MODEL, BY_LOT))
    live, random = (_share(part, rules.minimum_live_visits) for part in (own, drawn))
    return LiveGap(
        law=law,
        cut=cut,
        visits=len(own),
        found=int(own["violation"].sum()),
        drawn=len(drawn),
        drawn_found=int(drawn["violation"].sum()),
        backtest=backtest,
        backtest_lift=backtest_lift,
        live=live,
        random=random,
        gap=None if backtest is None or live is None else difference_of_shares(backtest, live),
        lift=None if live is None or random is None else ratio_of_shares(live, random),
    )


def _of_ground(cases: pl.DataFrame, ground: str) -> pl.DataFrame:
    return cases if ground == EVERY_GROUND else cases.filter(selection_ground=ground)


def _calibration(law: str, ground: str, cases: pl.DataFrame, rules: OutcomeRules) -> Sequence[object]:
    found, expected = int(cases["violation"].sum()), float(cases["chance"].sum())
    enough = len(cases) >= rules.minimum_cases and expected >= rules.minimum_expected
    ratio = found_over_expected(found, len(cases), expected) if enough else None
    figures = (None, None, None) if ratio is None else (ratio.value, ratio.low, ratio.high)
    return law, ground, len(cases), found, expected, *figures


def _share(cases: pl.DataFrame, fewest: int) -> Estimate | None:
    if len(cases) < fewest:
        return None
    found = int(cases["violation"].sum())
    return Estimate(found / len(cases), *wilson_interval(found, len(cases)))
