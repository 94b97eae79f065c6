"""One evaluation for registers and cases alike: every ranking, every measure, every cut, each with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import Floats, Integers
from models.evaluation import metrics
from models.evaluation.bootstrap import Estimate, draw, multiplicities, resamples, with_draws
from models.evaluation.metrics import Ladder, RankedOutcomes

CUTS = (0.05, 0.10, 0.20, 0.50)
FIRST_HALF = 0.50
Key = tuple[str, float | None]
"""A measure and its cut."""


@dataclass(frozen=True)
class Ranking:
    """A way to rank the test rows: its name and a score a row, higher first; some scores can be read as a chance."""

    name: str
    scores: Floats
    is_probability: bool = False


@dataclass(frozen=True)
class TestRows:
    """What the rankings are measured on.

    ``outcomes`` holds 0 or 1; ``visit_days`` the day number of each visit, where visits were made in an order;
    ``clusters`` which rows belong to one entity and are resampled together (each by itself when it is not given);
    ``weights`` for how many cases each row stands; ``periods`` the number of the test period that each row is in, from
    0: rows are ranked within their own period, as a plan ranks within its month, and figures over all are the mean of
    the periods' by their rows.
    """

    __test__ = False  # the name is not a test's

    outcomes: Floats
    visit_days: Floats | None = None
    clusters: Integers | None = None
    weights: Floats | None = None
    periods: Integers | None = None

    @property
    def entities(self) -> Integers:
        """The entity of each row; each row its own when none is given."""
        return np.arange(len(self.outcomes)) if self.clusters is None else self.clusters

    @cached_property
    def by_period(self) -> list[Integers]:
        """The positions of each period's rows; one period of all rows when there are none."""
        if self.periods is None:
            return [np.arange(len(self.outcomes))]
        return [np.flatnonzero(self.periods == period) for period in range(int(self.periods.max(initial=0)) + 1)]

    def draws(self, rounds: int, seed: int) -> Floats:
        """Return each row's weight among all rows and in each resample of entities, shape ``(rounds + 1, rows)``."""
        counts = multiplicities(self.entities, rounds, seed)
        return counts if self.weights is None else counts * self.weights


@dataclass(frozen=True)
class Figure:
    """One measured figure of one ranking, over all test periods or in the one numbered ``period``.

    ``difference`` is the first ranking's figure minus this one's, on the same resamples; absent for the first ranking.
    """

    ranking: str
    metric: str
    cut: float | None
    estimate: Estimate
    difference: Estimate | None
    period: int | None = None


@dataclass(frozen=True)
class _Measured:
    """A ranking's figures on all rows and each resample: (draws, periods, keys), and over all (draws, keys)."""

    values: Floats
    overall: Floats


def evaluate(
    rankings: Sequence[Ranking], rows: TestRows, *, cuts: Sequence[float] = CUTS, rounds: int, seed: int
) -> list[Figure]:
    """Measure rankings on the same rows and the same bootstrap resamples.

    ``regret`` is there when there are several periods: by how much a ranking's precision at a cut lay behind that of
    the ranking that did best in each period, summed over the periods. Who does best is looked at anew in each resample.

    Args:
        rankings: The model first, then what it is compared with.
        rows: Outcomes and, if there is one, the visit schedule; without it the schedule's figures are left out.
        cuts: Shares of the list at which precision, lift and capture are measured.
        rounds: Number of bootstrap resamples.
        seed: Seed of the resamples.
    """
    draws = rows.draws(rounds, seed)
    keys = _keys(cuts, rows)
    measured = [_measure(ranking, rows, draws, cuts) for ranking in rankings]
    several = len(rows.by_period) > 1
    figures: list[Figure] = []
    for ranking, own in zip(rankings, measured, strict=True):
        first = measured[0] if own is not measured[0] else None
        figures += _figures(ranking.name, keys, own.overall, None if first is None else first.overall, None)
        if rows.visit_days is not None:
            samples = resamples(rows.entities, rounds, seed)
            figures.append(_days_earlier(ranking, rankings[0], rows, samples))
        if several:
            figures += _regrets(ranking.name, cuts, keys, own, measured)
            for period in range(len(rows.by_period)):
                leader = None if first is None else first.values[:, period]
                figures += _figures(ranking.name, keys, own.values[:, period], leader, period)
    return figures


def as_visited(rows: TestRows) -> float | None:
    """Return the share of positives found in the first half of the visits as they were really made."""
    if rows.visit_days is None:
        return None
    return float(metrics.capture_at(RankedOutcomes.of(rows.outcomes, -rows.visit_days), FIRST_HALF))


def _keys(cuts: Sequence[float], rows: TestRows) -> list[Key]:
    keys: list[Key] = [("auc", None), ("average_precision", None)]
    keys += [(metric, cut) for cut in cuts for metric in ("precision", "lift", "capture")]
    return keys if rows.visit_days is None else [*keys, ("first_half_capture", None)]


def _measure(ranking: Ranking, rows: TestRows, draws: Floats, cuts: Sequence[float]) -> _Measured:
    values, masses = [], []
    for positions in rows.by_period:
        ladder = Ladder.of(ranking.scores[positions])
        ranked = ladder.ranked(rows.outcomes[positions], draws[:, positions])
        values.append(_values(ranked, cuts, with_schedule=rows.visit_days is not None))
        # A share of what there is to find counts by what there is to find; everything else counts by rows.
        by_found = [metric == "capture" for metric, _ in _keys(cuts, rows)]
        masses.append(np.where(by_found, ranked.found[:, None], ranked.total[:, None]))
    stacked, mass = np.stack(values, axis=1), np.stack(masses, axis=1)
    mass = np.where(np.isfinite(stacked), mass, 0.0)
    total = mass.sum(axis=1)
    summed = (np.where(np.isfinite(stacked), stacked, 0.0) * mass).sum(axis=1)
    overall = np.divide(summed, total, out=np.full_like(total, np.nan), where=total > 0)
    return _Measured(stacked, stacked[:, 0] if len(rows.by_period) == 1 else overall)


def _values(ranked: RankedOutcomes, cuts: Sequence[float], *, with_schedule: bool) -> Floats:
    """Return the measures of every draw in the order of ``_keys``, shape ``(draws, keys)``."""
    columns = [metrics.area_under_curve(ranked), metrics.average_precision(ranked)]
    if cuts:
        shares = np.array(cuts)
        by_cut = [measure(ranked, shares) for measure in (metrics.precision_at, metrics.lift_at, metrics.capture_at)]
        columns += list(np.stack(by_cut, axis=-1).reshape(len(ranked.sizes), -1).T)
    if with_schedule:
        columns.append(metrics.capture_at(ranked, np.array([FIRST_HALF]))[:, 0])
    return np.stack(columns, axis=-1)


def _figures(name: str, keys: list[Key], own: Floats, first: Floats | None, period: int | None) -> list[Figure]:
    return [
        Figure(
            name,
            metric,
            cut,
            with_draws(own[:, position]),
            None if first is None else with_draws(first[:, position] - own[:, position]),
            period,
        )
        for position, (metric, cut) in enumerate(keys)
    ]


def _regrets(
    name: str, cuts: Sequence[float], keys: list[Key], own: _Measured, everyone: Sequence[_Measured]
) -> list[Figure]:
    figures = []
    for cut in cuts:
        at = keys.index(("precision", cut))
        best = np.max([other.values[:, :, at] for other in everyone], axis=0)
        figures.append(Figure(name, "regret", cut, with_draws((best - own.values[:, :, at]).sum(axis=1)), None))
    return figures


def _days_earlier(ranking: Ranking, leader: Ranking, rows: TestRows, samples: list[Integers]) -> Figure:
    visit_days = rows.visit_days
    assert visit_days is not None  # noqa: S101 -- asked for only where there is a schedule

    def drawn(scores: Floats) -> Floats:
        def measure(sample: Integers) -> float:
            return metrics.days_earlier(rows.outcomes[sample], scores[sample], visit_days[sample])

        return np.concatenate([[measure(np.arange(len(scores)))], draw(measure, samples)])

    own = drawn(ranking.scores)
    difference = None if ranking is leader else with_draws(drawn(leader.scores) - own)
    return Figure(ranking.name, "days_earlier", None, with_draws(own), difference)
