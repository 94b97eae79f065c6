"""The switch: models out of use at once, by a named person with a reason, and back again."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import KompasError
from pipelines.evidence.answers_file import answers_path
from pipelines.lock import only_run
from pipelines.registry.activating import activate, roll_back
from pipelines.registry.listing import list_lines, show_lines
from pipelines.registry.models import active_events, find_model, models_to_keep, suspended_events
from pipelines.registry.replanning import by_rules_and_lot
from pipelines.registry.switching import resume, suspend
from pipelines.run import run_steps
from pipelines.status import status_lines
from pipelines.steps.activation import activation_step, active_models
from pipelines.steps.context import NothingToLearnError
from pipelines.steps.monitoring import monitoring_step
from pipelines.steps.score import score_step
from pipelines.verify.run import verify
from tests.support.activation import put_in_use
from tests.support.command import kompas
from tests.support.model_runs import FIRST, ModelRun

WHO, WHY = "J. de Tester", "a gap nobody can explain"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("switch") / "data"
    run = ModelRun(data)
    run.make(FIRST)
    put_in_use(data)
    return data


@pytest.fixture
def run(made: Path, tmp_path: Path) -> ModelRun:
    shutil.copytree(made, tmp_path / "data")
    return ModelRun(tmp_path / "data")


def test_a_suspended_law_is_scored_by_rules_and_the_others_by_their_models(run: ModelRun) -> None:
    before = {law: event.model_id for law, event in active_events(run.settings).items()}
    (event,) = suspend(run.settings, ["WML"], WHO, WHY)
    assert (event.law, event.model_id, event.reason) == ("WML", None, WHY)
    assert list(active_models(run.context, run.folder.latest("features"))) == ["Wav"]
    assert (
        "By rules, without a model: WML (suspended by J. de Tester), Waadi (no model in use)."
        in score_step(run.context).remarks
    )
    scores = pl.read_parquet(run.folder.latest("scores").table("scores"))
    assert scores.filter(law="WML")["probability"].n_unique() <= 7  # one share a number of flags
    assert scores.filter(law="Wav")["probability"].n_unique() > 50
    assert any(line.startswith("SUSPENDED: all models of WML, since ") for line in status_lines(run.settings))
    assert any(WHY in line for line in list_lines(run.settings))
    assert any("SUSPENDED" in line for line in show_lines(run.settings, find_model(run.folder, "WML"), "en"))
    assert before["WML"] in models_to_keep(run.settings)  # so that it can be resumed, no retention removes it
    assert verify(run.settings).damaged == 0


def test_nothing_but_a_resumption_brings_a_suspended_model_back(run: ModelRun) -> None:
    model = find_model(run.folder, "WML")
    assert [event.law for event in suspend(run.settings, [], WHO, WHY)] == ["WML", "Wav", "Waadi"]
    assert suspend(run.settings, [], WHO, "again") == ()
    with pytest.raises(KompasError, match=r"suspended since .*: a gap nobody can explain"):
        activate(run.settings, model, WHO, "I insist")
    with pytest.raises(KompasError, match="suspended since"):
        roll_back(run.settings, "WML", WHO, "back")
    on_the_way = activation_step(run.context, WHO)  # a run goes on by rules and lot
    assert on_the_way.rows == 0
    assert on_the_way.remarks[0] == "WML: suspended by J. de Tester, so no model is put in use."
    with pytest.raises(KompasError, match="nothing to watch"):
        monitoring_step(run.context)
    answers_path(run.settings).parent.mkdir(exist_ok=True)
    answers_path(run.settings).write_text("answers: [", encoding="utf-8")  # what going back must not need
    done = {item.event.law: item for item in resume(run.settings, [], "P. Pieters", "explained")}
    assert {law: item.event.model_id for law, item in done.items()} == {
        "WML": model.model_id,
        "Wav": model.model_id.replace("WML", "Wav"),
        "Waadi": None,
    }
    assert (list(active_events(run.settings)), suspended_events(run.settings)) == (["WML", "Wav"], {})
    with pytest.raises(KompasError, match="no law is"):
        resume(run.settings, [], WHO, "once more")
    assert roll_back(run.settings, "WML", WHO, "back").model_id is None


def test_a_model_that_was_damaged_meanwhile_does_not_come_back_but_the_law_is_resumed(run: ModelRun) -> None:
    suspend(run.settings, ["WML"], WHO, WHY)
    run.folder.latest("models").file("WML.lgb.txt").unlink()
    (done,) = resume(run.settings, ["WML"], WHO, "explained")
    assert done.event.model_id is None
    assert "WML.lgb.txt" in done.why_not
    assert "WML" not in active_events(run.settings)


def test_a_suspension_stands_when_no_new_plan_can_be_made(run: ModelRun) -> None:
    with only_run(run.data):  # a run that is at work neither waits nor is waited for
        suspend(run.settings, ["WML"], WHO, WHY)
        done = by_rules_and_lot(run.settings)
    assert not done.made
    assert "Another run is at work" in done.lines[0]
    assert "The suspension stands" in done.lines[1]
    assert list(suspended_events(run.settings)) == ["WML"]


def test_the_command_says_what_it_did(run: ModelRun) -> None:
    data = ("--data", str(run.data))
    said = kompas("models", "suspend", "Wav", "--by", WHO, "--reason", WHY, *data)
    assert said.returncode == 1  # the made-up warehouse has no teams to plan for
    assert f"suspended  all models of Wav  by {WHO} (as " in said.stdout
    assert "NO NEW PLAN: " in said.stdout
    back = kompas.here("models", "resume", "Wav", "--by", WHO, "--reason", "explained", *data)
    assert back.returncode == 0
    assert f"resumed with  {find_model(run.folder, 'Wav').model_id}  by {WHO}" in back.stdout
    assert kompas.here("models", "suspend", "Wad", "--by", WHO, "--reason", WHY, *data).returncode == 1


def test_without_a_closed_case_the_steps_that_learn_are_left_out_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ModelRun(tmp_path)
    run.make(FIRST, cases=False)
    shutil.rmtree(run.folder.root / "models")
    run_steps(run.settings, ["train", "score"])
    assert "left out: No inspection case with findings is closed yet" in capsys.readouterr().err
    scores = pl.read_parquet(run.folder.latest("scores").table("scores"))
    assert len(scores) == 3 * 400
    assert scores["probability"].null_count() == len(scores)
    assert scores["rank"].min() == 1
    with pytest.raises(NothingToLearnError):
        run_steps(run.settings, ["train"])
