"""Counterfactuals: which moves are open, the fewest steps against brute force, and the sentence."""

from collections.abc import Sequence
from itertools import combinations

import lightgbm as lgb
import numpy as np
import pytest

from features.catalogue import INSPECTION_TABLES, load_catalogue
from features.feature import Bilingual
from models.explaining import counterfactual as searching
from models.explaining.changeable import DOWN, UP, Change, Move, Step, load_steps, open_changes
from models.explaining.counterfactual import Counterfactual, counterfactual, counterfactual_sentence
from models.inputs import ModelInput
from models.learning.calibration import IDENTITY
from models.learning.ranking_model import RankingModel

NAMES = tuple(f"x{number}" for number in range(7))
INPUTS = [ModelInput(name, 1) for name in NAMES]
PEER_ROW = np.zeros(7)


def step(name: str, **figures: float | str | None) -> Step:
    return Step(name, Bilingual(name, name), figures)


STEPS = [step(f"lower {name}", **{name: 0}) for name in NAMES]


@pytest.fixture(scope="module")
def model() -> RankingModel:
    generator = np.random.default_rng(1)
    matrix = generator.uniform(0, 1, size=(4_000, 7))
    chance = 1 / (1 + np.exp(-(matrix @ [3, 2.5, 2, 1.5, 1, 0.8, 0.6] - 5)))
    outcomes = (generator.random(4_000) < chance).astype(float)
    parameters = {
        "objective": "binary",
        "num_leaves": 7,
        "monotone_constraints": [1] * 7,
        "verbosity": -1,
        "num_threads": 1,
    }
    booster = lgb.train(parameters, lgb.Dataset(matrix, outcomes), num_boost_round=60)
    return RankingModel(booster.model_to_string(), NAMES, IDENTITY)


def find(model: RankingModel, row: np.ndarray, cut: float) -> Counterfactual | None:
    return counterfactual(model, row, INPUTS, PEER_ROW, STEPS, cut)


def every_set(model: RankingModel, row: np.ndarray) -> dict[tuple[int, ...], float]:
    """The log-odds after each set of steps."""
    sets = [chosen for size in range(8) for chosen in combinations(range(7), size)]
    moved = np.stack([np.where(np.isin(range(7), chosen), 0.0, row) for chosen in sets])
    return dict(zip(sets, model.log_odds(moved).tolist(), strict=True))


def columns_of(found: Counterfactual) -> tuple[int, ...]:
    return tuple(move.column for change in found.changes for move in change.moves)


def test_the_fewest_steps_as_brute_force_finds_them(model: RankingModel) -> None:
    sizes = []
    for row in np.random.default_rng(2).uniform(0.3, 1, size=(15, 7)):
        after = every_set(model, row)
        for drop in (0.5, 2.0, 3.0, 4.0):
            cut = after[()] - drop
            smallest = next((len(chosen) for chosen, value in after.items() if value < cut), None)
            found = find(model, row, cut)
            assert (found is None) == (smallest is None)
            if found is None:
                continue
            chosen = columns_of(found)
            sizes.append(len(chosen))
            assert found.after == after[chosen] < cut <= found.before == after[()]
            assert all(value >= cut for part, value in after.items() if set(part) < set(chosen))
            if smallest is not None and smallest <= searching.TRIED_WHOLE:
                assert len(chosen) == smallest
                assert found.after == min(value for part, value in after.items() if len(part) == smallest)
    assert min(sizes) == 1
    assert max(sizes) > searching.TRIED_WHOLE


def test_a_step_that_later_ones_make_superfluous_is_left_out() -> None:
    # Step 0 helps most at first, and nothing once the other four are taken.
    def log_odds(sets: Sequence[tuple[int, ...]]) -> np.ndarray:
        return np.array([-10.0 if {1, 2, 3, 4} <= set(chosen) else -float(0 in chosen) for chosen in sets])

    assert searching._fewest(5, log_odds, -9.0) == (1, 2, 3, 4)
    assert searching._fewest(5, log_odds, -0.5) == (0,)
    assert searching._fewest(5, log_odds, -20.0) is None


def test_below_the_cut_already_needs_nothing(model: RankingModel) -> None:
    row = np.full(7, 0.5)
    own = model.log_odds(row[None])[0]
    found = find(model, row, own + 0.1)
    assert found is not None
    assert found.changes == ()
    assert found.before == found.after == own


def test_out_of_reach_is_said(model: RankingModel) -> None:
    assert find(model, np.zeros(7), -20.0) is None
    assert find(model, np.ones(7), -20.0) is None


def test_only_allowed_moves_are_open() -> None:
    inputs = [ModelInput("up", 1), ModelInput("down", -1), ModelInput("free", 0), ModelInput("gone", 0)]
    row, peers = np.array([0.4, 20.0, 3.0, 7.0]), np.array([0.1, 25.0, np.nan, 2.0])
    steps = [
        step("fall", up=DOWN, unknown_to_the_model=0),
        step("rise", down=UP),
        step("no peers", free=DOWN),
        step("wrong way", up=UP, down=10),
        step("below that already", free=5),
        step("no longer defined", gone=None, up=None, free=2.5),
        step("first figure stays", free=3, up=0),
        step("no input", unknown_to_the_model=0),
    ]
    found = open_changes(row, peers, inputs, steps)
    assert [(change.step.name, [(move.column, move.after) for move in change.moves]) for change in found[:2]] == [
        ("fall", [(0, 0.1)]),
        ("rise", [(1, 25.0)]),
    ]
    assert [change.step.name for change in found[2:]] == ["no longer defined"]
    gone, free = found[2].moves
    assert (gone.column, np.isnan(gone.after)) == (3, True)
    assert (free.column, free.after) == (2, 2.5)


def test_a_missing_figure_does_not_move() -> None:
    assert open_changes(np.array([np.nan] * 7), PEER_ROW, INPUTS, STEPS) == []


def test_every_figure_of_a_step_is_a_feature_that_stands_in_one_step_and_is_no_memory() -> None:
    catalogue = load_catalogue()
    figures = [name for one in load_steps() for name in one.figures]
    assert set(figures) <= set(catalogue.names)
    assert len(figures) == len(set(figures))
    for name in figures:
        feature = catalogue.feature(name)
        assert feature.family not in {"inspection_history", "signals", "ownership", "employer", "workforce"}
        assert not INSPECTION_TABLES & set(feature.source_tables)


def test_figures_move_only_where_the_catalogue_allows() -> None:
    # Of a figure of direction 1 more is proposed never, of -1 less; neither loses its value.
    catalogue = load_catalogue()
    for one in load_steps():
        for name, value in one.figures.items():
            direction = catalogue.feature(name).direction
            assert value in {1: (0, DOWN), -1: (UP,), 0: (0, None, DOWN, UP)}[direction]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nl",
            "Deze schatting zou onder de grens van het plan komen met 2 veranderingen: niemand onder het minimumloon "
            "betalen (Aandeel onder het minimum: van 12,5% naar 0%) en niet doorlenen (Aandeel maanden met in- "
            "en uitlenen: van 50% naar 0%). Dit gaat over de schatting; of de wet is nageleefd, blijkt alleen uit "
            "onderzoek.",
        ),
        (
            "en",
            "This estimate would fall below the plan's cut with 2 changes: paying nobody below the minimum wage "
            "(Share below the minimum: from 12.5% to 0%) and not re-lending (Share of months with hiring and "
            "lending: from 50% to 0%). This is about the estimate; only an inspection shows whether the law was kept.",
        ),
    ],
)
def test_the_sentence(language: str, expected: str) -> None:
    steps = {one.name: one for one in load_steps()}
    inputs = [ModelInput("share_below_minimum", 1), ModelInput("relending_share")]
    found = Counterfactual(
        (Change(steps["minimum_wage"], (Move(0, 0.125, 0.0),)), Change(steps["relending"], (Move(1, 0.5, 0.0),))),
        1.0,
        -1.0,
    )
    assert counterfactual_sentence(found, inputs, load_catalogue(), language) == expected


def test_the_sentences_for_nothing_to_do_and_nothing_that_helps() -> None:
    inputs = [ModelInput("share_below_minimum", 1)]
    assert counterfactual_sentence(Counterfactual((), -1.0, -1.0), inputs, load_catalogue(), "nl") == (
        "De schatting ligt al onder de grens van het plan."
    )
    assert counterfactual_sentence(None, inputs, load_catalogue(), "en") == (
        "With what the employer can change, this estimate does not fall below the plan's cut."
    )
