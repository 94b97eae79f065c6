"""One evaluation for registers and cases alike: every ranking, every measure, every cut, each with an interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.arrays import Floats, Integers
from models.evaluation import metrics
from models.evaluation.bootstrap import Estimate, Measure, draw, percentile_interval, resamples
from models.evaluation.metrics import RankedOutcomes

CUTS = (0.05, 0.10, 0.20, 0.50)
FIRST_HALF = 0.50


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
    ``clusters`` which rows belong to one entity and are resampled together (each by itself when it is not given).
    """

    __test__ = False  # the name is not a test's

    outcomes: Floats
    visit_days: Floats | None = None
    clusters: Integers | None = None

    def resamples(self, rounds: int, seed: int) -> list[Integers]:
        """Return bootstrap samples of the rows, whole entities at a time."""
        alone = np.arange(len(self.outcomes))
        return resamples(alone if self.clusters is None else self.clusters, rounds, seed)


@dataclass(frozen=True)
class Figure:
    """One measured figure of one ranking.

    ``difference`` is the first ranking's figure minus this one's, on the same resamples; absent for the first ranking.
    """

    ranking: str
    metric: str
    cut: float | None
    estimate: Estimate
    difference: Estimate | None


def evaluate(
    rankings: Sequence[Ranking], rows: TestRows, *, cuts: Sequence[float] = CUTS, rounds: int, seed: int
) -> list[Figure]:
    """Measure rankings on the same rows and the same bootstrap resamples.

    Args:
        rankings: The model first, then what it is compared with.
        rows: Outcomes and, if there is one, the visit schedule; without it the schedule's figures are left out.
        cuts: Shares of the list at which precision and lift are measured.
        rounds: Number of bootstrap resamples.
        seed: Seed of the resamples.
    """
    samples = rows.resamples(rounds, seed)
    everything = np.arange(len(rows.outcomes))
    figures: list[Figure] = []
    leader: dict[tuple[str, float | None], tuple[float, Floats]] = {}
    for ranking in rankings:
        for key, measure in _measures(ranking, rows, cuts).items():
            value, drawn = measure(everything), draw(measure, samples)
            first_value, first_drawn = leader.setdefault(key, (value, drawn))
            difference = (
                None
                if ranking is rankings[0]
                else Estimate(first_value - value, *percentile_interval(first_drawn - drawn))
            )
            figures.append(
                Figure(ranking.name, key[0], key[1], Estimate(value, *percentile_interval(drawn)), difference)
            )
    return figures


def as_visited(rows: TestRows) -> float | None:
    """Return the share of positives found in the first half of the visits as they were really made."""
    if rows.visit_days is None:
        return None
    return metrics.capture_at(RankedOutcomes.of(rows.outcomes, -rows.visit_days), FIRST_HALF)


def _measures(ranking: Ranking, rows: TestRows, cuts: Sequence[float]) -> Mapping[tuple[str, float | None], Measure]:
    def ranked(measure: Callable[[RankedOutcomes], float]) -> Measure:
        return lambda sample: measure(RankedOutcomes.of(rows.outcomes[sample], ranking.scores[sample]))

    measures: dict[tuple[str, float | None], Measure] = {
        ("auc", None): ranked(metrics.area_under_curve),
        ("average_precision", None): ranked(metrics.average_precision),
    }
    for cut in cuts:
        measures["precision", cut] = ranked(partial(metrics.precision_at, share=cut))
        measures["lift", cut] = ranked(partial(metrics.lift_at, share=cut))
    if rows.visit_days is not None:
        measures["first_half_capture", None] = ranked(partial(metrics.capture_at, share=FIRST_HALF))
        measures["days_earlier", None] = _days_earlier(ranking, rows.outcomes, rows.visit_days)
    return measures


def _days_earlier(ranking: Ranking, outcomes: Floats, visit_days: Floats) -> Measure:
    def measure(sample: Integers) -> float:
        return metrics.days_earlier(outcomes[sample], ranking.scores[sample], visit_days[sample])

    return measure
