"""Contributions by tables: Shapley's definition, and LightGBM's own figures, whatever the trees look like."""

from collections.abc import Sequence
from itertools import combinations
from math import factorial

import lightgbm as lgb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.explaining.contributions import MANY_ROWS, TreeTables, tree_contributions, tree_log_odds
from models.explaining.pattern_tables import (
    TOGETHER,
    Comparison,
    LeafPath,
    PatternTable,
    product_contributions,
    tables_of,
)
from models.explaining.trees import NAN, OtherTreesError, Split, Tree, read_trees

PLAIN = {"objective": "binary", "num_leaves": 7, "min_data_in_leaf": 5, "verbosity": -1, "num_threads": 1, "seed": 1}


def make_rows(rows: int, columns: int, seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    matrix = np.round(generator.normal(size=(rows, columns)), 1)
    matrix[generator.random(matrix.shape) < 0.15] = np.nan
    matrix[generator.random(matrix.shape) < 0.15] = 0.0
    return matrix


def trained(
    trees: int = 40, columns: int = 12, rows: int = 3_000, categorical: Sequence[int] = (), **parameters: object
) -> lgb.Booster:
    matrix = make_rows(rows, columns, 1)
    known = np.nan_to_num(matrix, nan=0.7)
    chance = 1 / (1 + np.exp(-(known[:, 0] + known[:, 1] * known[:, 2] - 0.5)))
    outcomes = (np.random.default_rng(2).random(rows) < chance).astype(float)
    data = lgb.Dataset(matrix, outcomes, categorical_feature=categorical)
    return lgb.train(PLAIN | parameters, data, num_boost_round=trees)


def agrees(booster: lgb.Booster, matrix: np.ndarray) -> float:
    mine = tree_contributions(booster.model_to_string(), matrix)
    np.testing.assert_allclose(mine.sum(axis=1), booster.predict(matrix, raw_score=True), atol=1e-9)
    return float(np.abs(mine - booster.predict(matrix, pred_contrib=True)).max())


def by_tables(booster: lgb.Booster) -> bool:
    return TreeTables(booster.model_to_string()).by_tables


def test_a_stump_by_hand() -> None:
    # 40 rows at 0 with mean 0 and 60 at 1 with mean 1: leaves -0.6 and 0.4 around the mean, which is the base.
    matrix = np.repeat([[0.0], [1.0]], [40, 60], axis=0)
    outcomes = matrix[:, 0]
    booster = lgb.train(
        PLAIN | {"objective": "regression", "num_leaves": 2, "learning_rate": 1.0},
        lgb.Dataset(matrix, outcomes),
        num_boost_round=1,
    )
    found = tree_contributions(booster.model_to_string(), np.array([[0.0], [1.0], [np.nan]]))
    np.testing.assert_allclose(found[:2], [[-0.6, 0.6], [0.4, 0.6]], atol=1e-6)
    assert by_tables(booster)


def test_a_leaf_behind_two_features_by_hand() -> None:
    # v() = 1/8, v(a) = 1/4, v(b) = 1/2 and v(ab) = 1 for a row that keeps to the path at both (shares 1/2 and 1/4);
    # for one that leaves it at both every v but v() is 0, and for one that keeps to it at a only v(a) = 1/4.
    kept = np.array([[True, False, True], [True, False, False]])
    found = product_contributions(np.array([0.5, 0.25]), kept)
    np.testing.assert_allclose(found[:, 0], [(1 / 8 + 1 / 2) / 2, (3 / 8 + 3 / 4) / 2])
    np.testing.assert_allclose(found[:, 1], [-(1 / 8 + 0) / 2, -(1 / 8 + 0) / 2])
    np.testing.assert_allclose(found[:, 2], [(1 / 8 + 0) / 2, -(1 / 8 + 1 / 4) / 2])


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"bagging_fraction": 0.5, "bagging_freq": 1, "feature_fraction": 0.5},
        {"monotone_constraints": [1, 0, 0, -1] + [0] * 8},
        {"use_missing": False},
        {"zero_as_missing": True},
        {"num_leaves": 31, "max_depth": 8},
        {"num_leaves": 31, "max_depth": 11, "min_data_in_leaf": 1, "learning_rate": 1.0},
        {"min_data_in_leaf": 2_000},
    ],
    ids=[
        "plain",
        "bagging",
        "monotone",
        "missing is zero",
        "zero is missing",
        "large trees",
        "deep leaves",
        "constant trees",
    ],
)
def test_the_same_as_lightgbm(parameters: dict[str, object]) -> None:
    booster = trained(**parameters)
    assert by_tables(booster)
    assert agrees(booster, make_rows(1_000, 12, 3)) < 1e-9


@pytest.mark.parametrize("parameters", [{}, {"zero_as_missing": True}, {"num_leaves": 63, "min_data_in_leaf": 1}])
def test_log_odds_are_lightgbms_bit_for_bit(parameters: dict[str, object]) -> None:
    booster = trained(trees=15, columns=5, learning_rate=0.5, **parameters)
    for rows in (10, MANY_ROWS + 5):
        matrix = make_rows(rows, 5, 9)
        expected = booster.predict(matrix, raw_score=True)
        np.testing.assert_array_equal(tree_log_odds(booster.model_to_string(), matrix), expected)


def test_log_odds_of_constant_trees() -> None:
    booster = trained(trees=3, columns=5, min_data_in_leaf=2_000)
    matrix = make_rows(MANY_ROWS, 5, 9)
    found = tree_log_odds(booster.model_to_string(), matrix)
    np.testing.assert_array_equal(found, booster.predict(matrix, raw_score=True))
    assert len(set(found)) == 1


def test_the_same_as_lightgbm_on_ten_thousand_rows() -> None:
    booster = trained(trees=100)
    assert agrees(booster, make_rows(10_000, 12, 4)) < 1e-9


def test_one_feature_many_times_on_a_path() -> None:
    booster = trained(columns=3, interaction_constraints="[[0],[1],[2]]")
    trees = read_trees(booster.model_to_string())
    assert any(len({split.feature for split in tree.splits}) == 1 < len(tree.splits) for tree in trees)
    assert agrees(booster, make_rows(500, 3, 5)) < 1e-9


def test_a_large_tree_takes_several_tables_and_a_small_one_takes_one() -> None:
    small = read_trees(trained(trees=3).model_to_string())
    large = read_trees(trained(trees=3, num_leaves=31, max_depth=8).model_to_string())
    assert [len(list(tables_of(tree))) for tree in small] == [1, 1, 1]
    for tree in large:
        tables = list(tables_of(tree))
        assert len(tables) > 1
        assert all(isinstance(table, PatternTable) and len(table.comparisons) <= TOGETHER for table in tables)


def test_leaves_too_deep_for_a_table_are_worked_out_by_row() -> None:
    booster = trained(trees=5, num_leaves=63, min_data_in_leaf=1, rows=1_500, learning_rate=1.0)
    trees = read_trees(booster.model_to_string())
    deep = [table for tree in trees for table in tables_of(tree) if isinstance(table, LeafPath)]
    assert max(len(leaf.comparisons) for leaf in deep) > TOGETHER + 5
    assert agrees(booster, make_rows(500, 12, 6)) < 1e-9
    groups = np.array([0, 1] * 6)
    matrix = make_rows(200, 12, 6)
    single, both = (tree_contributions(booster.model_to_string(), matrix, own) for own in (None, groups))
    np.testing.assert_allclose(both[:, 1], single[:, 1:12:2].sum(axis=1), atol=1e-9)


def test_trees_that_tables_do_not_hold_give_the_same_in_lightgbms_own_way() -> None:
    booster = trained(trees=5, categorical=[0])
    assert not by_tables(booster)
    assert agrees(booster, make_rows(200, 12, 6)) == 0


def test_several_outputs_are_refused() -> None:
    matrix = make_rows(300, 3, 1)
    booster = lgb.train(
        PLAIN | {"objective": "multiclass", "num_class": 3}, lgb.Dataset(matrix, np.arange(300) % 3), num_boost_round=2
    )
    with pytest.raises(OtherTreesError):
        read_trees(booster.model_to_string())


def test_groups_are_the_sums_of_their_inputs() -> None:
    text, matrix = trained().model_to_string(), make_rows(300, 12, 7)
    groups = np.array([0, 1, 0, 2, 2, 2, 1, 0, 3, 3, 3, 3])
    single, grouped = tree_contributions(text, matrix), tree_contributions(text, matrix, groups, 5)
    assert grouped.shape == (300, 6)
    for group in range(5):
        np.testing.assert_allclose(grouped[:, group], single[:, :-1][:, groups == group].sum(axis=1), atol=1e-12)
    np.testing.assert_array_equal(grouped[:, -1], single[:, -1])


def test_portions_change_nothing() -> None:
    text, matrix = trained(trees=5).model_to_string(), make_rows(20_000, 12, 8)
    np.testing.assert_array_equal(
        tree_contributions(text, matrix)[9_000:9_010], tree_contributions(text, matrix[9_000:9_010])
    )
    assert tree_contributions(text, matrix[:0]).shape == (0, 13)


@st.composite
def random_trees(draw: st.DrawFn) -> Tree:
    """A tree of up to nine leaves on four features, as LightGBM numbers them: each split replaces a leaf."""
    splits: list[Split] = []
    rows = [1000]
    parents: list[tuple[int, bool] | None] = [None]
    for _ in range(draw(st.integers(0, 8))):
        leaf = draw(st.integers(0, len(rows) - 1))
        if rows[leaf] < 2:
            break
        left_rows = draw(st.integers(1, rows[leaf] - 1))
        feature, threshold = draw(st.integers(0, 3)), draw(st.integers(-2, 2))
        share = left_rows / rows[leaf]
        splits.append(Split(feature, threshold, NAN, draw(st.booleans()), ~leaf, ~len(rows), share, 1 - share))
        if (parent := parents[leaf]) is not None:
            position, is_left = parent
            changed = {"left" if is_left else "right": len(splits) - 1}
            splits[position] = Split(**(vars(splits[position]) | changed))
        rows.append(rows[leaf] - left_rows)
        rows[leaf] = left_rows
        parents[leaf] = (len(splits) - 1, True)
        parents.append((len(splits) - 1, False))
    leaves = tuple(draw(st.floats(-3, 3)) for _ in rows)
    return Tree(tuple(splits), leaves, sum(count * leaf for count, leaf in zip(rows, leaves, strict=True)) / 1000)


def worth(tree: Tree, row: list[float], known: set[int], node: int = 0) -> float:
    """The expected value of a tree when some features are known: Lundberg's EXPVALUE, by definition."""
    if node < 0:
        return tree.leaves[~node]
    split = tree.splits[node]
    left, right = (worth(tree, row, known, child) for child in (split.left, split.right))
    if split.feature not in known:
        return split.left_share * left + split.right_share * right
    value = row[split.feature]
    goes_left = split.default_left if np.isnan(value) else value <= split.threshold
    return left if goes_left else right


def by_definition(tree: Tree, row: list[float]) -> list[float]:
    found = [0.0] * 4
    for own in range(4):
        others = [feature for feature in range(4) if feature != own]
        for size in range(4):
            weight = factorial(size) * factorial(3 - size) / factorial(4)
            for chosen in combinations(others, size):
                known = set(chosen)
                found[own] += weight * (worth(tree, row, known | {own}) - worth(tree, row, known))
    return found


def answer(asked: Comparison, row: list[float]) -> bool:
    value = row[asked.feature]
    return value > asked.threshold if asked.above else value <= asked.threshold


@pytest.mark.parametrize("together", [TOGETHER, 2])
@settings(max_examples=100, deadline=None)
@given(
    tree=random_trees(),
    row=st.lists(st.sampled_from([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, np.nan]), min_size=4, max_size=4),
)
def test_shapleys_definition(tree: Tree, row: list[float], together: int) -> None:
    found = np.zeros(4)
    for table in tables_of(tree, together):
        holds = {asked: np.array([answer(asked, row)]) for asked in table.comparisons}
        if isinstance(table, PatternTable):
            pattern = int("0" + "".join(str(int(holds[asked][0])) for asked in table.comparisons), 2)
            np.add.at(found, list(table.features), table.values[:, pattern])
        else:
            np.add.at(found, list(table.features), table.contributions(holds)[:, 0])
    expected = by_definition(tree, row) if tree.splits else [0.0] * 4
    np.testing.assert_allclose(found, expected, atol=1e-9)
