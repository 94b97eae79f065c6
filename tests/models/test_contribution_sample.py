"""The sample from which is told how a feature works: drawn by lot, all features, and contributions that add up."""

from pathlib import Path

import lightgbm as lgb
import numpy as np
import polars as pl
import pytest

from models.explaining.sample import SAMPLE_SCHEMA, contributions_of, drawn, write_sample
from models.inputs import ModelInput
from models.learning.calibration import Platt
from models.learning.ranking_model import RankingModel

INPUTS = [ModelInput(name) for name in ("pay", "size")]


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    """Two hundred employers with pay of -100 to 99, not known of every tenth, and a size that nothing depends on."""
    pay = [None if at % 10 == 0 else float(at - 100) for at in range(200)]
    return pl.DataFrame({"employer_id": [f"E{at:03d}" for at in range(200)], "pay": pay, "size": [1.0, 2.0] * 100})


@pytest.fixture(scope="module")
def model() -> RankingModel:
    """One split: pay above nothing raises."""
    matrix = np.column_stack([np.arange(-500.0, 500.0), np.tile([1.0, 2.0], 500)])
    parameters = {"objective": "binary", "num_leaves": 2, "verbosity": -1, "num_threads": 1, "min_data_in_leaf": 20}
    booster = lgb.train(parameters, lgb.Dataset(matrix, (matrix[:, 0] > 0).astype(float)), num_boost_round=1)
    return RankingModel(booster.model_to_string(), ("pay", "size"), Platt(2.0, 0.5))


def test_a_sample_goes_by_the_seed_and_not_by_the_order_of_the_rows(frame: pl.DataFrame) -> None:
    one = drawn(frame, 7, size=40)["employer_id"].to_list()
    assert len(set(one)) == 40
    assert one == sorted(one)
    assert drawn(frame.sample(fraction=1, shuffle=True, seed=3), 7, size=40)["employer_id"].to_list() == one
    assert drawn(frame, 8, size=40)["employer_id"].to_list() != one
    assert drawn(frame, 7)["employer_id"].to_list() == frame["employer_id"].to_list()


def test_everybody_is_as_likely_to_be_drawn(frame: pl.DataFrame) -> None:
    # Of 400 draws of 40 in 200 each is expected 80 times, give or take 8 (one standard deviation).
    draws = pl.concat([drawn(frame, seed, size=40) for seed in range(400)])
    counts = draws.group_by("employer_id").len()["len"].to_list()
    assert len(counts) == 200
    assert min(counts) > 80 - 5 * 8
    assert max(counts) < 80 + 5 * 8


def test_all_features_stand_there_and_add_up_whether_they_are_a_reason_or_not(
    frame: pl.DataFrame, model: RankingModel, tmp_path: Path
) -> None:
    write_sample(contributions_of(drawn(frame, 1), {"WML": model, "Wav": model}, INPUTS), tmp_path)
    table = pl.read_parquet(tmp_path / "contribution_sample.parquet")
    assert table.schema == SAMPLE_SCHEMA
    assert table.group_by("law").len().sort("law").rows() == [("WML", 400), ("Wav", 400)]
    own = table.filter(pl.col("law") == "WML").pivot("feature", index="employer_id", values=["value", "contribution"])
    # The size stands in no tree: it adds nothing, and is there all the same.
    assert own["contribution_size"].to_list() == [0.0] * 200
    assert own["value_size"].to_list() == [1.0, 2.0] * 100
    assert own["value_pay"].to_list() == frame["pay"].to_list()
    # One split has two log-odds, half the rows each: the pay adds half their difference, up or down, times 2 (Platt).
    matrix = np.array([[-50.0, 1.0], [50.0, 1.0]])
    low, high = model.log_odds(matrix)
    told = dict(own.select("value_pay", "contribution_pay").drop_nulls().iter_rows())
    assert told[-99.0] == pytest.approx(2 * (low - high) / 2, rel=1e-2)
    assert told[99.0] == pytest.approx(2 * (high - low) / 2, rel=1e-2)
    assert told[99.0] - told[-99.0] == pytest.approx(2 * (high - low))


def test_without_models_or_employers_the_file_is_empty(
    frame: pl.DataFrame, model: RankingModel, tmp_path: Path
) -> None:
    for rows, models in ((frame, {}), (frame.clear(), {"WML": model})):
        write_sample(contributions_of(drawn(rows, 1), models, INPUTS), tmp_path)
        assert pl.read_parquet(tmp_path / "contribution_sample.parquet").equals(pl.DataFrame(schema=SAMPLE_SCHEMA))
