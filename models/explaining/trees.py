"""LightGBM's trees as data, read from the text that a model is kept in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NO_VALUE, ZERO, NAN = 0, 1, 2
"""What a split takes for missing: nothing (then NaN counts as 0), zero and NaN, or NaN."""
_CATEGORICAL, _DEFAULT_LEFT, _MISSING_SHIFT = 1, 2, 2


class OtherTreesError(ValueError):
    """The trees are of a kind that pattern tables do not hold."""


@dataclass(frozen=True)
class Split:
    """One split: left when the feature is at or below the threshold, missing values to the default side.

    ``left`` and ``right`` are positions of splits, or ``~leaf`` for a leaf. ``left_share`` and ``right_share`` are the
    shares of the split's training rows that went either way.
    """

    feature: int
    threshold: float
    missing: int
    default_left: bool
    left: int
    right: int
    left_share: float
    right_share: float


@dataclass(frozen=True)
class Tree:
    """One tree: its splits (the first is the root), the value of each leaf, and the mean over its training rows."""

    splits: tuple[Split, ...]
    leaves: tuple[float, ...]
    mean: float


def read_trees(text: str) -> tuple[Tree, ...]:
    """Return the trees of a model from LightGBM's text (``Booster.model_to_string``, version 4).

    Raises:
        OtherTreesError: The model has several outputs, averages its trees, or has categorical splits, linear leaves or
            nodes that no training row reached.
    """
    header, *blocks = text.partition("end of trees")[0].split("\nTree=")
    facts = _facts(header)
    if facts["num_tree_per_iteration"] != "1" or "average_output" in facts:
        raise OtherTreesError("several outputs, or a mean of trees")
    return tuple(_tree(_facts(block)) for block in blocks)


def _facts(block: str) -> dict[str, str]:
    """Return the lines ``name=value`` of a block; the number of the tree stands in front, without a name."""
    pairs = (line.partition("=") for line in block.splitlines())
    return {name: value for name, _, value in pairs if name}


def _tree(facts: Mapping[str, str]) -> Tree:
    if facts["num_cat"] != "0" or facts.get("is_linear", "0") != "0":
        raise OtherTreesError("categorical splits or linear leaves")
    leaves = tuple(map(float, facts["leaf_value"].split()))
    if len(leaves) == 1:
        return Tree((), leaves, leaves[0])
    leaf_rows = [int(count) for count in facts["leaf_count"].split()]
    if min(leaf_rows) <= 0:
        raise OtherTreesError("a leaf without training rows")
    mean = sum(rows * value for rows, value in zip(leaf_rows, leaves, strict=True)) / sum(leaf_rows)
    return Tree(tuple(_splits(facts, leaf_rows)), leaves, mean)


def _splits(facts: Mapping[str, str], leaf_rows: list[int]) -> Iterator[Split]:
    """Yield the splits in the order of the text, which is that of their positions."""
    rows = [int(count) for count in facts["internal_count"].split()]
    texts = ("split_feature", "threshold", "decision_type", "left_child", "right_child")
    columns = (facts[name].split() for name in texts)
    for own, (feature, threshold, kind_text, left_text, right_text) in zip(
        rows, zip(*columns, strict=True), strict=True
    ):
        kind, left, right = int(kind_text), int(left_text), int(right_text)
        if kind & _CATEGORICAL:
            raise OtherTreesError("categorical splits")
        left_rows, right_rows = (rows[node] if node >= 0 else leaf_rows[~node] for node in (left, right))
        yield Split(
            int(feature),
            float(threshold),
            kind >> _MISSING_SHIFT & 3,
            bool(kind & _DEFAULT_LEFT),
            left,
            right,
            left_rows / own,
            right_rows / own,
        )
