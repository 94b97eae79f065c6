"""Tables of exact contributions: one row's share of the score depends on no more than which way each split sends it.

A tree of seven leaves has six splits, so its rows come in 64 patterns at most. The Shapley values of each pattern are
worked out once; a row is then six comparisons and a look-up. That path-dependent Shapley values depend on a row by its
split decisions alone, so that they can be worked out beforehand and looked up, is also the idea behind Woodelf (Nadel
and Wettenstein, From Decision Trees to Boolean Logic: A Fast and Unified SHAP Algorithm, 2025).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.explaining.trees import NO_VALUE, ZERO, Split, Tree

TOGETHER = 11
"""Comparisons in one table at most: 2,048 patterns stay in the processor's cache. Larger trees take several tables."""

Step = tuple[Split, bool]
"""One step of a path: the split, and whether the path goes left there."""


@dataclass(frozen=True)
class Comparison:
    """A question to a row: ``feature > threshold`` when ``above``, else ``feature <= threshold``.

    A missing value fails either, so which of the two is asked says where it goes. With ``zero_missing`` zero is missing
    too.
    """

    feature: int
    threshold: float
    above: bool
    zero_missing: bool


@dataclass(frozen=True)
class LeafPath:
    """A leaf and the path to it: a row keeps to the path where the outcome of each comparison is the wanted one.

    ``shares`` are those of the training rows that keep to the path at each of ``features``.
    """

    comparisons: tuple[Comparison, ...]
    wanted: tuple[bool, ...]
    features: tuple[int, ...]
    shares: Floats
    value: float

    def contributions(self, outcomes: Mapping[Comparison, Booleans]) -> Floats:
        """Return what the leaf contributes, shape ``(features, rows)``, for outcomes of shape ``(rows,)``."""
        return self.value * product_contributions(self.shares, self._kept(outcomes))

    def scores(self, outcomes: Mapping[Comparison, Booleans]) -> Floats:
        """Return the leaf's value for rows that end in it and 0 for others, shape ``(rows,)``."""
        return np.where(self._kept(outcomes).all(axis=0), self.value, 0.0)

    def _kept(self, outcomes: Mapping[Comparison, Booleans]) -> Booleans:
        """Return whether rows keep to the path at each feature, shape ``(features, rows)``."""
        kept = np.ones((len(self.features), len(outcomes[self.comparisons[0]])), dtype=np.bool_)
        for comparison, wanted in zip(self.comparisons, self.wanted, strict=True):
            kept[self.features.index(comparison.feature)] &= outcomes[comparison] == wanted
        return kept


@dataclass(frozen=True)
class PatternTable:
    """Contributions and scores of some leaves of a tree, by pattern.

    A pattern is a binary number whose first digit is the outcome of the first comparison; ``values`` (the
    contributions) has shape ``(features, patterns)``. ``scores`` has shape ``(patterns,)``: the value of the leaf in
    which rows of the pattern end, 0 where that is none of the table's.
    """

    comparisons: tuple[Comparison, ...]
    features: tuple[int, ...]
    values: Floats
    scores: Floats


def tables_of(tree: Tree, together: int = TOGETHER) -> Iterator[PatternTable | LeafPath]:
    """Yield the tables of a tree: one, unless it has more than ``together`` splits.

    The value of a tree is a sum over its leaves, and so are Shapley values: each table holds some leaves, with the
    comparisons on the paths to them. A leaf that too many comparisons lead to stays as it is.
    """
    if not tree.splits:
        yield PatternTable((), (), np.zeros((0, 1)), np.array(tree.leaves))
        return
    for leaves in _portions(tree, 0, (), together):
        comparisons = _comparisons(leaves)
        yield _table(leaves, comparisons) if len(comparisons) <= together else leaves[0]


def _portions(tree: Tree, node: int, steps: tuple[Step, ...], together: int) -> Iterator[list[LeafPath]]:
    """Yield sets of leaves: what fits one table, or a single leaf that does not."""
    leaves = list(_leaves(tree, node, steps))
    if len(leaves) == 1 or len(_comparisons(leaves)) <= together:
        yield leaves
        return
    split = tree.splits[node]
    yield from _portions(tree, split.left, (*steps, (split, True)), together)
    yield from _portions(tree, split.right, (*steps, (split, False)), together)


def _leaves(tree: Tree, node: int, steps: tuple[Step, ...]) -> Iterator[LeafPath]:
    if node < 0:
        yield _leaf(tree.leaves[~node], steps)
        return
    split = tree.splits[node]
    yield from _leaves(tree, split.left, (*steps, (split, True)))
    yield from _leaves(tree, split.right, (*steps, (split, False)))


def _leaf(value: float, steps: tuple[Step, ...]) -> LeafPath:
    shares: dict[int, float] = {}
    for split, left in steps:
        shares[split.feature] = shares.get(split.feature, 1.0) * (split.left_share if left else split.right_share)
    comparisons = tuple(_comparison(split) for split, _ in steps)
    wanted = tuple(left != asked.above for (_, left), asked in zip(steps, comparisons, strict=True))
    return LeafPath(comparisons, wanted, tuple(shares), np.array(list(shares.values())), value)


def _comparison(split: Split) -> Comparison:
    """Return the comparison that fails for a missing value exactly when its side is the default one."""
    missing_left = split.threshold >= 0 if split.missing == NO_VALUE else split.default_left
    return Comparison(split.feature, split.threshold, missing_left, split.missing == ZERO)


def _comparisons(leaves: Sequence[LeafPath]) -> tuple[Comparison, ...]:
    return tuple(dict.fromkeys(comparison for leaf in leaves for comparison in leaf.comparisons))


def _table(leaves: Sequence[LeafPath], comparisons: tuple[Comparison, ...]) -> PatternTable:
    patterns = np.arange(2 ** len(comparisons))
    digits = reversed(range(len(comparisons)))
    outcomes = {comparison: patterns >> digit & 1 == 1 for comparison, digit in zip(comparisons, digits, strict=True)}
    features = tuple(sorted({feature for leaf in leaves for feature in leaf.features}))
    values, scores = np.zeros((len(features), len(patterns))), np.zeros(len(patterns))
    for leaf in leaves:
        values[[features.index(feature) for feature in leaf.features]] += leaf.contributions(outcomes)
        scores += leaf.scores(outcomes)
    return PatternTable(comparisons, features, values, scores)


def product_contributions(shares: Floats, kept: Booleans) -> Floats:
    """Return the Shapley values of a leaf of value 1.

    A set of known features is worth the product, over the path's features, of 1 or 0 where the feature is known (the
    row keeps to the path, or does not) and of the feature's share where it is not. A Shapley value is the mean, over a
    chance from 0 to 1 that each other feature is known, of what knowing the feature adds (Owen, Multilinear Extensions
    of Games, Management Science 18, 1972). For a product that mean is over a polynomial of one degree less than there
    are features, for which Gauss and Legendre's sum of half as many terms is no approximation.

    Args:
        shares: For each feature the share of training rows that keep to the path, above 0, shape ``(features,)``.
        kept: Whether a row keeps to the path at a feature, shape ``(features, rows)``.

    Returns:
        Shape ``(features, rows)``.

    Source: Lundberg and others, From local explanations to global understanding with explainable AI for trees, Nature
    Machine Intelligence 2, 2020 (path-dependent TreeSHAP, of which these are the values).
    """
    points, weights = _points((len(shares) + 1) // 2)
    mean = np.zeros(kept.shape)
    for chance, weight in zip(points, weights, strict=True):
        factors = (1 - chance) * shares[:, None] + chance * kept
        mean += weight * factors.prod(axis=0) / factors
    return np.asarray((kept - shares[:, None]) * mean)


@cache
def _points(count: int) -> tuple[Floats, Floats]:
    """Return Gauss and Legendre's points and weights between 0 and 1."""
    points, weights = np.polynomial.legendre.leggauss(count)
    return (points + 1) / 2, weights / 2


def grouped(table: PatternTable, groups: Integers) -> PatternTable:
    """Return the table with the contributions of a group's features added up; ``features`` are then the groups'."""
    own = groups[list(table.features)]
    slots = np.unique(own)
    values = np.zeros((len(slots), len(table.scores)))
    np.add.at(values, np.searchsorted(slots, own), table.values)
    return replace(table, features=tuple(int(slot) for slot in slots), values=values)
