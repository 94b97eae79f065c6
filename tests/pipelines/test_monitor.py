"""Monitoring of the models in use over a half-year of outcomes: what it measures, says, and leaves to a person."""

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.monitoring.showing import monitoring_lines, stops
from pipelines.registry.models import active_events
from pipelines.steps.activation import activation_step
from pipelines.steps.monitoring import monitoring_step
from pipelines.steps.score import score_step
from tests.support.command import kompas
from tests.support.model_runs import FIRST, SECOND, ModelRun

WHO = "J. de Tester"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> ModelRun:
    """Models of FIRST, in use since, watched on SECOND: the WML goes on as it was, the Wav is no longer broken."""
    run = ModelRun(tmp_path_factory.mktemp("watched") / "data")
    run.make(FIRST)
    activation_step(run.context, WHO)
    score_step(run.context)
    run.make(SECOND)
    score_step(run.context)
    monitoring_step(run.context)
    return run


@pytest.fixture(scope="module")
def report(watched: ModelRun) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(watched.folder.latest("monitoring").file("report.json").read_text())
    return content


def test_only_cases_count_that_the_model_had_not_seen(watched: ModelRun, report: dict[str, Any]) -> None:
    rows = pl.read_parquet(watched.folder.latest("monitoring").table("calibration"))
    every = rows.filter(law="WML", selection_ground="all").row(0, named=True)
    inspections = pl.read_parquet(watched.folder.latest("warehouse").table("inspections"))
    closed = inspections.filter((pl.col("selected_on") > FIRST) & (pl.col("closed_on") <= SECOND))
    assert every["cases"] == len(closed) == 68
    assert report["models"]["WML"]["learnt_on"] == FIRST.isoformat()
    assert rows.filter(law="WML")["selection_ground"].to_list() == ["all", "model", "random", "signal"]
    assert 0.69 < every["low"] < 1 < every["high"] < 1.2


def test_drift_names_the_input_that_moved_and_no_other(watched: ModelRun, report: dict[str, Any]) -> None:
    drift = pl.read_parquet(watched.folder.latest("monitoring").table("drift")).filter(law="WML")
    assert drift.filter(pl.col("state") != "steady")["feature"].to_list() == [drift["feature"][0]]
    assert drift["psi"][0] > 0.5
    assert report["models"]["WML"]["score_drift"]["state"] == "drifted"
    assert report["models"]["WML"]["population_of"] == FIRST.isoformat()


def test_the_gap_between_backtest_and_life_is_there_with_its_counts(report: dict[str, Any]) -> None:
    gap = report["models"]["WML"]["gap"]
    assert gap["backtest"] == {"value": 0.9, "low": 0.8, "high": 0.95}
    assert (gap["visits"], gap["drawn"]) == (22, 23)
    assert gap["gap"] is None  # fewer than thirty visits: not estimable, and not nought
    assert report["models"]["WML"]["scores_since"] == FIRST.isoformat()


def test_the_stop_rule_advises_for_the_law_whose_chances_do_not_come_true(
    watched: ModelRun, report: dict[str, Any]
) -> None:
    assert {law: model["stop"]["advised"] for law, model in report["models"].items()} == {"WML": False, "Wav": True}
    assert stops(watched.settings)
    met = [rule["rule"] for rule in report["models"]["Wav"]["stop"]["rules"] if rule["status"] == "met"]
    assert met == ["chances_do_not_come_true"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["STOP: the advice is to suspend this model.", "found over expected is 0.00", "not estimable"]),
        (
            "nl",
            [
                "STOP: het advies is dit model op te schorten.",
                "gevonden gedeeld door verwacht is 0,00",
                "niet te schatten",
            ],
        ),
    ],
)
def test_what_is_printed_gives_the_advice_and_the_command(watched: ModelRun, language: Any, words: list[str]) -> None:
    lines = list(monitoring_lines(watched.settings, language))
    for said in words:
        assert any(said in line for line in lines)
    assert '    kompas models rollback Wav --by "NAME" --reason "WHY"' in lines
    assert not any("rollback WML" in line for line in lines)


def test_nothing_is_suspended_by_itself_and_nobody_is_named(watched: ModelRun) -> None:
    assert set(active_events(watched.settings)) == {"WML", "Wav"}
    snapshot = watched.folder.latest("monitoring")
    text = snapshot.file("report.json").read_text()
    for path in snapshot.path.glob("*.parquet"):
        frame = pl.read_parquet(path)
        assert not {"team", "employer_id", "case_id"} & set(frame.columns)
        text += "".join(map(str, frame.rows()))
    assert "West-1" not in text


@pytest.mark.slow
def test_the_command_says_stop_by_its_exit_code_and_does_nothing_twice(watched: ModelRun) -> None:
    first, second = (kompas("monitor", "--data", str(watched.data)) for _ in range(2))
    assert (first.returncode, second.returncode) == (1, 1)
    assert "unchanged, kept" in second.stderr
    assert second.stdout == first.stdout
    assert "Stop rule (version 1" in first.stdout


def test_right_after_training_there_is_nothing_to_estimate_and_no_stop(tmp_path: Path) -> None:
    run = ModelRun(tmp_path)
    run.make(SECOND)
    activation_step(run.context, WHO)
    score_step(run.context)
    monitoring_step(run.context)
    lines = list(monitoring_lines(run.settings, "en"))
    assert any("Drift is not estimable" in line for line in lines)
    assert not any("0.00 (" in line for line in lines)
    assert not stops(run.settings)


def test_a_rule_that_was_changed_since_the_model_came_into_use_is_said(watched: ModelRun, tmp_path: Path) -> None:
    assert not any("was changed" in line for line in monitoring_lines(watched.settings, "en"))
    later = ModelRun(tmp_path / "data")
    shutil.copytree(watched.data, later.data)
    file = later.folder.latest("monitoring").file("report.json")
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"stop_rule": {"version": 2, "sha256": "0" * 64}}))
    assert any("the stop rule was changed since" in line for line in monitoring_lines(later.settings, "en"))
