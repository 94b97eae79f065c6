"""What a backtest stands on: which model in use is ranked beside, and labels that fit the synthetic registers."""

import json
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pipelines.synthetic
from data_contracts.errors import KompasError
from data_contracts.settings import load_settings
from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from models.labels.articles import counts
from models.labels.rules import label_rules
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.steps.backtest import backtest_step, other_recipes
from pipelines.steps.context import StepContext
from tests.support.activation import put_in_use

AS_OF = date(2026, 10, 31)


def _context(folder: Path) -> StepContext:
    return StepContext.of(load_settings(data_dir=folder), lambda line: None)


def _publish(context: StepContext, kind: str, *inputs: Snapshot, seed: int = 1) -> Snapshot:
    def fill(side: Path) -> None:
        pl.DataFrame({"a": [1]}).write_parquet(side / "current.parquet")
        if kind == "models":
            card = {"inputs": list(load_catalogue().names), "calibration": {}, "card": {}}
            (side / "WML.card.json").write_text(json.dumps(card), encoding="utf-8")
            (side / "WML.lgb.txt").write_text("tree", encoding="utf-8")

    used = tuple(as_input(snapshot) for snapshot in inputs)
    return publish(context.folder, Recipe(kind, "code", used, seeds={"seed": seed}, as_of=AS_OF, synthetic=True), fill)


def test_without_a_model_in_use_there_is_nothing_beside(tmp_path: Path) -> None:
    context = _context(tmp_path)
    features = _publish(context, "features", _publish(context, "warehouse"))
    assert other_recipes(context, features) == {}
    _publish(context, "models", features)
    assert other_recipes(context, features) == {}


def test_only_a_model_that_was_made_otherwise_is_ranked_beside(tmp_path: Path) -> None:
    context = _context(tmp_path)
    features = _publish(context, "features", _publish(context, "warehouse"))
    old = _publish(context, "models", features, seed=2)
    put_in_use(tmp_path)
    assert other_recipes(context, features) == {}
    _publish(context, "models", features, seed=3)
    assert other_recipes(context, features) == {"WML": old}


def test_every_article_that_the_synthetic_registers_find_counts() -> None:
    sql = Path(pipelines.synthetic.__file__).parent / "sql" / "inspecting" / "finding_rows.sql"
    written = re.findall(r"'((WML|Wav|Waadi) art\. \w+)'", sql.read_text(encoding="utf-8"))
    assert {law for _, law in written} == set(label_rules().laws)
    for text, law in written:
        regime = label_rules().laws[law].regime_on(AS_OF)
        assert regime is not None
        assert regime.articles is None or counts(text, regime.articles), text


def test_weights_that_look_at_today_are_not_backtested(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, model={"selection_power": 0.5})
    context = StepContext.of(settings, lambda line: None)
    _publish(context, "features", _publish(context, "warehouse"))
    with pytest.raises(KompasError, match="cannot be backtested"):
        backtest_step(context)
