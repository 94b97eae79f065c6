"""Areas under the curve of scores that were learnt on other employers, with intervals and paired differences."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.evaluation.bootstrap import Z_95, wilson_interval
from models.fairness.concordance import standing, two_sided


@dataclass(frozen=True)
class Trait:
    """Who has a trait, in which part each row is held out, and the employer of each row; all of shape ``(rows,)``.

    Rows of one employer are in one part. Every part has rows with the trait and rows without.
    """

    held: Booleans
    part: Integers
    cluster: Integers

    @property
    def parts(self) -> int:
        """Number of parts."""
        return int(self.part.max()) + 1


@dataclass(frozen=True)
class Area:
    """An area under the curve, and what each employer adds to it: shape ``(employers,)``, summing to 0.

    ``differing`` is the area among pairs with different scores only: high for a mark that few have but that gives the
    trait away in those few, which moves the area itself hardly at all. ``fewest`` is the size of the smaller class.
    """

    value: float
    differing: float
    pull: Floats
    fewest: int

    @property
    def error(self) -> float:
        """The standard error."""
        return float(np.sqrt((self.pull**2).sum()))

    @property
    def p_value(self) -> float:
        """The two-sided p-value against 0.5."""
        return two_sided(self.value - 0.5, self.error)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval, on the scale of log-odds so that it stays between 0 and 1.

        Where every pair is ordered alike nothing varies; the interval is then that of as many plain cases as the
        smaller class has rows.
        """
        spread = self.value * (1 - self.value)
        if spread < 1e-12 or self.error == 0:
            return wilson_interval(self.value * self.fewest, self.fewest)
        centre, half = np.log(self.value / (1 - self.value)), Z_95 * self.error / spread
        low, high = 1 / (1 + np.exp(-np.array([centre - half, centre + half])))
        return float(low), float(high)


def parts_by_employer(held: Booleans, cluster: Integers, parts: int, seed: int) -> Integers:
    """Return the part of each row: employers are dealt out by lot, those with the trait first, so that each gets some.

    Args:
        held: Who has the trait, shape ``(rows,)``.
        cluster: Number of each row's employer, shape ``(rows,)``.
        parts: Number of parts.
        seed: Seed of the lot.
    """
    has = np.bincount(cluster, weights=held) > 0
    shuffled = np.random.default_rng(seed).permutation(len(has))
    order = shuffled[np.argsort(~has[shuffled], kind="stable")]
    dealt = np.empty(len(has), dtype=np.int64)
    dealt[order] = np.arange(len(has)) % parts
    return dealt[cluster]


def area(scores: Floats, trait: Trait) -> Area:
    """Return the area under the curve of held-out scores: pairs within a part only, put together by their number.

    Scores of different parts come from different models; pairs across parts would set one part's base rate against
    another's and pull an area without any signal below 0.5 (Airola and others, Computational Statistics and Data
    Analysis 55, 2011).

    Args:
        scores: Shape ``(rows,)``.
        trait: Who has the trait and how rows are held out.
    """
    positives = np.bincount(trait.part, weights=trait.held).astype(np.float64)
    negatives = np.bincount(trait.part, weights=~trait.held).astype(np.float64)
    share = positives * negatives / (positives * negatives).sum()
    lead, untied, pull = 0.0, 0.0, np.zeros(len(scores))
    for part in np.flatnonzero(share):
        inside = trait.part == part
        held = trait.held[inside]
        stand = standing(scores[inside], held, np.ones(len(held)))
        here = float(stand.lead[held].mean())
        lead += share[part] * here
        untied += share[part] * float(stand.untied[held].mean())
        pull[inside] = share[part] * (stand.lead - here) / 2 / np.where(held, positives[part], negatives[part])
    differing = (1 + lead / untied) / 2 if untied > 0 else 0.5
    fewest = int(min(positives.sum(), negatives.sum()))
    return Area((1 + lead) / 2, differing, np.bincount(trait.cluster, weights=pull).astype(np.float64), fewest)


def difference(one: Area, other: Area) -> tuple[float, float, float]:
    """Return one area less another on the same rows, and its 95% interval."""
    value, error = one.value - other.value, float(np.sqrt(((one.pull - other.pull) ** 2).sum()))
    return value, value - Z_95 * error, value + Z_95 * error
