"""Reasons of every employer for every law: the strongest with figures, and families that add up to the score."""

from collections.abc import Iterator
from pathlib import Path

import lightgbm as lgb
import numpy as np
import polars as pl
import pytest

from features.peers import peer_medians
from models.explaining import families
from models.explaining.families import FAMILY_SCHEMA, REASON_SCHEMA, Explained, explain_employers, write_reasons
from models.explaining.reasons import RowReasons, strongest_reasons
from models.inputs import ModelInput
from models.learning.calibration import Platt
from models.learning.ranking_model import RankingModel

NAMES = ("a1", "a2", "b1", "b2", "b3")
INPUTS = [ModelInput(name) for name in NAMES]
FAMILY_OF = {name: name[0] for name in NAMES}


@pytest.fixture(scope="module")
def model() -> RankingModel:
    generator = np.random.default_rng(1)
    matrix = generator.normal(size=(2_000, 5))
    outcomes = (generator.random(2_000) < 1 / (1 + np.exp(-matrix @ [1, -1, 0.5, 0, 0.2]))).astype(float)
    parameters = {"objective": "binary", "num_leaves": 7, "verbosity": -1, "num_threads": 1}
    booster = lgb.train(parameters, lgb.Dataset(matrix, outcomes), num_boost_round=40)
    return RankingModel(booster.model_to_string(), NAMES, Platt(0.7, -0.4))


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    generator = np.random.default_rng(2)
    columns = {name: generator.normal(size=230) for name in NAMES}
    columns["a1"][:20] = np.nan
    keys = {"employer_id": [f"E{number:03}" for number in range(230)], "sector": ["F"] * 230, "size_class": ["1"] * 230}
    return pl.DataFrame(keys | columns).fill_nan(None)


def portions(model: RankingModel, frame: pl.DataFrame) -> Iterator[Explained]:
    medians = peer_medians(frame, NAMES)
    return explain_employers(frame, medians, {"Wav": model, "WML": model}, INPUTS, FAMILY_OF)


def explained(model: RankingModel, frame: pl.DataFrame) -> Explained:
    (found,) = portions(model, frame)
    return found


def test_families_and_base_add_up_to_the_calibrated_log_odds(model: RankingModel, frame: pl.DataFrame) -> None:
    found = explained(model, frame).families
    assert found.schema == FAMILY_SCHEMA
    assert found["family"].unique().sort().to_list() == ["a", "b"]
    assert found["base"].n_unique() == 1
    matrix = frame.select(NAMES).fill_null(float("nan")).to_numpy()
    for law in ("WML", "Wav"):
        own = found.filter(pl.col("law") == law).group_by("employer_id", maintain_order=True)
        summed = own.agg(pl.col("contribution").sum() + pl.col("base").first())
        assert summed["employer_id"].to_list() == frame["employer_id"].to_list()
        chance = 1 / (1 + np.exp(-summed["contribution"].to_numpy()))
        np.testing.assert_allclose(chance, model.probability(matrix), atol=1e-9)


def test_the_strongest_reasons_carry_the_employers_figure_and_its_peers(
    model: RankingModel, frame: pl.DataFrame
) -> None:
    found = explained(model, frame).strongest
    assert found.schema == REASON_SCHEMA
    own = frame.drop("sector", "size_class").unpivot(index="employer_id", variable_name="feature", value_name="own")
    beside = found.join(own, on=["employer_id", "feature"], how="left")
    assert beside["value"].equals(beside["own"].rename("value"), null_equal=True)
    assert beside["value"].null_count() > 0
    medians = {name: frame[name].median() for name in NAMES}
    assert all(row["peer_value"] == medians[row["feature"]] for row in found.iter_rows(named=True))
    for _, rows in found.group_by("employer_id", "law", "direction"):
        sizes = rows.sort("position")["contribution"].abs().to_list()
        assert sizes == sorted(sizes, reverse=True)
        assert rows["position"].sort().to_list() == list(range(1, len(rows) + 1))


def test_portions_and_the_order_of_rows_change_nothing_in_the_files(
    model: RankingModel, frame: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = explained(model, frame)
    monkeypatch.setattr(families, "EMPLOYERS_AT_ONCE", 100)
    write_reasons(portions(model, frame.sample(fraction=1, shuffle=True, seed=1)), tmp_path)
    reasons, by_family = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("reasons", "reason_families"))
    assert reasons.equals(whole.strongest)
    assert by_family.equals(whole.families)
    assert reasons.equals(reasons.sort("employer_id", "law", "direction", "position"))
    assert by_family.equals(by_family.sort("employer_id", "law", "family"))


@pytest.mark.parametrize("laws", [True, False])
def test_without_employers_or_models_the_files_are_empty(
    model: RankingModel, frame: pl.DataFrame, tmp_path: Path, laws: bool
) -> None:
    rows = frame.clear() if laws else frame
    write_reasons(
        explain_employers(rows, peer_medians(rows, NAMES), {"WML": model} if laws else {}, INPUTS, FAMILY_OF), tmp_path
    )
    assert pl.read_parquet(tmp_path / "reasons.parquet").equals(pl.DataFrame(schema=REASON_SCHEMA))
    assert pl.read_parquet(tmp_path / "reason_families.parquet").equals(pl.DataFrame(schema=FAMILY_SCHEMA))


def test_the_strongest_by_hand() -> None:
    values = np.array([[0.3, -0.2, 0.3, 0.005], [-0.1, -0.4, 0.0, -0.3]])
    found = strongest_reasons(RowReasons(values, ("p", "q", "r", "s"), 0.0), pl.Series(["one", "two"]), each_way=2)
    told = {
        (row["row"], row["direction"], row["position"]): (row["feature"], row["contribution"])
        for row in found.iter_rows(named=True)
    }
    assert told == {
        ("one", "up", 1): ("p", 0.3),  # of equal ones the first
        ("one", "up", 2): ("r", 0.3),
        ("one", "down", 1): ("q", -0.2),
        ("two", "down", 1): ("q", -0.4),
        ("two", "down", 2): ("s", -0.3),
    }


def test_regrouped_reasons_by_hand() -> None:
    reasons = RowReasons(np.array([[1.0, 2.0, -4.0]]), ("a1", "b1", "a2"), 0.5).regrouped(FAMILY_OF)
    assert reasons.groups == ("a", "b")
    assert reasons.values.tolist() == [[-3.0, 2.0]]
    assert reasons.base == 0.5


def test_importance_by_hand() -> None:
    reasons = RowReasons(np.array([[1.0, -2.0], [0.0, 4.0]]), ("p", "q"), 0.5)
    assert reasons.importance() == {"q": 3.0, "p": 0.5}
    assert list(reasons.importance()) == ["q", "p"]
    assert RowReasons(np.zeros((0, 2)), ("p", "q"), 0.5).importance() == {"p": 0.0, "q": 0.0}
