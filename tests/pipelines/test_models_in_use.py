"""Models come into use by a named person, after their gates: listed, compared, put in use, gone back from, refused."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store import AuditLog, sqlite_url
from pipelines.registry.activating import activate, roll_back
from pipelines.registry.comparing import compare_models
from pipelines.registry.comparison_lines import as_json, comparison_lines
from pipelines.registry.listing import list_lines, show_lines
from pipelines.registry.models import active_events, find_model
from pipelines.status import status_lines
from pipelines.steps.activation import activation_step, active_models
from pipelines.steps.candidates import candidates_step
from pipelines.steps.score import score_step
from pipelines.verify.run import verify
from tests.support.command import kompas
from tests.support.model_runs import FIRST, SECOND, ModelRun

WHO = "J. de Tester"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with models of FIRST; tests copy it."""
    data = tmp_path_factory.mktemp("made") / "data"
    ModelRun(data).make(FIRST)
    return data


@pytest.fixture
def run(made: Path, tmp_path: Path) -> ModelRun:
    shutil.copytree(made, tmp_path / "data")
    return ModelRun(tmp_path / "data")


def _features(run: ModelRun) -> Snapshot:
    return run.folder.latest("features")


def _in_use(run: ModelRun) -> dict[str, str | None]:
    return {law: event.model_id for law, event in active_events(run.settings).items()}


def test_without_a_model_in_use_scoring_goes_by_rules_and_says_what_to_type(run: ModelRun) -> None:
    done = score_step(run.context)
    snapshot = run.folder.latest("models").manifest.snapshot_id
    assert done.remarks == (
        "400 employers scored for 3 of 3 laws.",
        "By rules, without a model: WML (no model in use), Wav (no model in use), Waadi (no model in use).",
        "In use: none.",
        f"Newer models that nobody put in use: WML, Wav of {snapshot}. See `kompas models compare`, then "
        '`kompas models activate WML Wav --by "NAME" --reason "WHY"`.',
    )
    assert run.folder.latest("scores").manifest.notes["rules"] == ["WML", "Wav", "Waadi"]
    assert not (run.data / "store.sqlite").exists()


def test_what_passes_its_gates_is_put_in_use_and_scores(run: ModelRun) -> None:
    done = activation_step(run.context, WHO)
    assert (done.rows, done.reused) == (2, False)
    snapshot = run.folder.latest("models").manifest.snapshot_id
    assert _in_use(run) == {"WML": f"WML@{snapshot}", "Wav": f"Wav@{snapshot}"}
    event = active_events(run.settings)["WML"]
    assert (event.responsible, event.reason) == (WHO, "first run")
    assert {gate["gate"]: gate["status"] for gate in event.gates}["calibration_ratio"] == "passed"
    scores = score_step(run.context)
    assert scores.remarks == (
        "400 employers scored for 3 of 3 laws.",
        "By rules, without a model: Waadi (no model in use).",
    )
    manifest = run.folder.latest("scores").manifest
    assert {item.kind for item in manifest.inputs} == {"features", "models", "warehouse"}
    assert manifest.notes["models"] == {"WML": snapshot, "Wav": snapshot}
    assert activation_step(run.context, WHO).reused
    assert score_step(run.context).reused
    assert verify(run.settings).damaged == 0


def test_what_a_gate_keeps_out_is_not_put_in_use_whoever_asks(tmp_path: Path) -> None:
    run = ModelRun(tmp_path)
    run.make(FIRST, worse=("Wav",))
    said = kompas.here("models", "activate", "WML", "Wav", "--by", WHO, "--reason", "I insist", "--data", str(tmp_path))
    assert said.returncode == 1
    assert list(_in_use(run)) == ["WML"]
    assert (
        "worse than the plain heuristic: precision 90%, difference -20.0 percentage points (-30.0 to -10.0)"
        in said.stdout
    )
    assert "NOT put in use." in said.stdout
    (refused,) = [line for line in AuditLog(sqlite_url(run.data)).lines() if line.action == "refuse_model"]
    model = find_model(run.folder, "Wav").model_id
    assert (refused.subject, refused.detail["responsible"], refused.detail["reason"]) == (model, WHO, "I insist")
    (gate,) = [gate for gate in refused.detail["gates"] if gate["status"] == "failed"]
    assert (gate["gate"], round(gate["figures"]["difference"], 6)) == ("not_worse_than_heuristic", -0.2)
    history = list(show_lines(run.settings, find_model(run.folder, "Wav"), "en"))[-2:]
    assert history[0].endswith(f"I insist; gates: {gate['gate'].replace('_', ' ')}")
    assert f"kept out    {model}  asked by {WHO} (as " in history[0]
    assert history[1] == "Nobody has put this model in use."
    assert verify(run.settings).damaged == 0
    assert "override" not in kompas.here("models", "activate", "--help").stdout
    scored = score_step(run.context)
    assert "By rules, without a model: Wav (no model in use), Waadi (no model in use)." in scored.remarks
    manifest = run.folder.latest("scores").manifest
    assert (list(manifest.notes["models"]), manifest.notes["rules"]) == (["WML"], ["Wav", "Waadi"])


def test_a_model_without_its_own_backtest_is_kept_out(run: ModelRun) -> None:
    shutil.rmtree(run.folder.latest("backtest").path)
    done = activation_step(run.context, WHO)
    assert done.rows == 0
    assert "There is no backtest of this law with the same features and recipe" in done.remarks[0]
    assert _in_use(run) == {}


def test_what_the_backtest_could_not_estimate_keeps_a_model_out(tmp_path: Path) -> None:
    run = ModelRun(tmp_path)
    run.make(FIRST, unknown=("WML",))
    done = activation_step(run.context, WHO)
    assert list(_in_use(run)) == ["Wav"]
    assert "The difference with the plain heuristic at the plan's cut is not estimable." in done.remarks[0]


@pytest.mark.parametrize("change", [{"code_version": "other"}, {"seeds": {"seed": 2}}, {"libraries": {}}])
def test_a_backtest_by_another_recipe_does_not_count(run: ModelRun, change: dict[str, object]) -> None:
    backtest = run.folder.latest("backtest")
    replace(backtest.manifest, **change).write(backtest.path)
    assert activation_step(run.context, WHO).rows == 0


def test_a_changed_model_file_is_refused_by_the_gates_and_by_scoring(run: ModelRun) -> None:
    activation_step(run.context, WHO)
    trees = run.folder.latest("models").file("WML.lgb.txt")
    trees.write_text(trees.read_text().replace("leaf_value=", "leaf_value=0"))
    with pytest.raises(KompasError, match=r"models snapshot is damaged: WML\.lgb\.txt"):
        score_step(run.context)
    results = activate(run.settings, find_model(run.folder, "Wav"), WHO, "again").results
    assert [result.gate for result in results if result.status == "failed"] == ["files"]


def test_models_may_be_older_than_the_features_but_not_younger(run: ModelRun) -> None:
    activation_step(run.context, WHO)
    first = run.folder.latest("models")
    second = run.make(SECOND)
    assert active_models(run.context, _features(run)) == {"WML": first, "Wav": first}
    newest = score_step(run.context).remarks
    assert any(
        f"Newer models that nobody put in use: WML, Wav of {second.manifest.snapshot_id}" in line for line in newest
    )
    activation_step(run.context, WHO, "newer cases")
    old = next(item for item in run.folder.snapshots("features") if item.manifest.as_of == FIRST.isoformat())
    with pytest.raises(KompasError, match=f"learnt from what was known on {SECOND}"):
        active_models(run.context, old)


def test_models_of_other_inputs_or_of_real_registers_are_refused(run: ModelRun) -> None:
    activation_step(run.context, WHO)
    features, models = _features(run), run.folder.latest("models")
    real = Snapshot(features.path, replace(features.manifest, synthetic=False))
    with pytest.raises(KompasError, match="learnt from synthetic registers, and the features are of real ones"):
        active_models(run.context, real)
    card = json.loads(models.file("WML.card.json").read_text())
    models.file("WML.card.json").write_text(json.dumps(card | {"inputs": card["inputs"][1:]}))
    with pytest.raises(KompasError):
        active_models(run.context, features)


def test_models_of_another_series_of_registers_are_as_good_as_none(run: ModelRun) -> None:
    activation_step(run.context, WHO)
    run.make(SECOND, series="another world")
    assert active_models(run.context, _features(run)) == {}


def test_a_model_in_use_that_is_gone_is_named(run: ModelRun) -> None:
    activation_step(run.context, WHO)
    shutil.rmtree(run.folder.latest("models").path)
    with pytest.raises(KompasError, match=r"The model in use for WML, WML@.* is not there any more"):
        active_models(run.context, _features(run))


def test_going_back_returns_to_the_model_before_and_then_to_none(run: ModelRun) -> None:
    first = run.folder.latest("models").manifest.snapshot_id
    activation_step(run.context, WHO)
    run.make(SECOND)
    activation_step(run.context, WHO, "newer")
    event = roll_back(run.settings, "WML", "P. Pieters", "it finds less")
    assert (event.model_id, event.event) == (f"WML@{first}", "rolled_back")
    assert {gate["gate"] for gate in event.gates} == {"files", "inputs"}
    assert roll_back(run.settings, "WML", "P. Pieters", "worse still").model_id is None
    assert list(_in_use(run)) == ["Wav"]
    with pytest.raises(KompasError, match="No model of WML is in use"):
        roll_back(run.settings, "WML", "P. Pieters", "once more")
    with pytest.raises(KompasError, match="No model of Wad is in use"):
        roll_back(run.settings, "Wad", "P. Pieters", "typing error")
    actions = [line.action for line in AuditLog(sqlite_url(run.data)).lines()]
    assert actions == ["activate_model"] * 4 + ["roll_back_model"] * 2


def test_nobody_goes_back_to_a_damaged_model(run: ModelRun) -> None:
    old = run.folder.latest("models")
    activation_step(run.context, WHO)
    run.make(SECOND)
    activation_step(run.context, WHO, "newer")
    old.file("WML.lgb.txt").unlink()
    with pytest.raises(KompasError, match=r"cannot be used any more: Files are missing or were changed: WML\.lgb\.txt"):
        roll_back(run.settings, "WML", WHO, "it finds less")


def test_a_person_and_a_reason_are_asked_even_when_nothing_would_be_put_in_use(run: ModelRun) -> None:
    shutil.rmtree(run.folder.latest("backtest").path)
    with pytest.raises(KompasError, match="No person who answers for it is named"):
        activation_step(run.context, " ")


def test_a_plan_goes_by_the_models_in_use(run: ModelRun) -> None:
    from pipelines.steps.plan import plan_step

    activation_step(run.context, WHO)
    score_step(run.context)
    roll_back(run.settings, "Wav", WHO, "not good")
    with pytest.raises(KompasError, match="made with other models than the ones in use"):
        plan_step(run.context)


def test_candidates_are_scored_apart_and_nothing_on_the_way_to_a_plan_reads_them(run: ModelRun) -> None:
    activation_step(run.context, WHO)
    score_step(run.context)
    before = run.folder.latest("scores")
    second = run.make(SECOND)
    with pytest.raises(KompasError, match="There is no models snapshot nowhere"):
        candidates_step(run.context, "nowhere")
    candidates_step(run.context)
    assert run.folder.latest("scores") == before
    candidates = run.folder.latest("candidate_scores")
    assert candidates.manifest.notes["models"]["WML"] == second.manifest.snapshot_id
    assert "candidate_scores" not in run.folder.kinds()
    lines = list(status_lines(run.settings))
    assert any(line.startswith("candidate_scores") for line in lines)
    assert not any("candidate" in line for line in lines if line.startswith("Still to be made"))


def test_candidates_and_models_in_use_are_compared(run: ModelRun) -> None:
    activation_step(run.context, WHO)
    first = run.folder.latest("models").manifest.snapshot_id
    with pytest.raises(KompasError, match="The models in use have not scored the features in use"):
        compare_models(run.settings, None, None)
    score_step(run.context)
    with pytest.raises(KompasError, match="These models have not scored the features in use"):
        compare_models(run.settings, None, None)
    candidates_step(run.context)
    with pytest.raises(KompasError, match="Both are the same models"):
        compare_models(run.settings, None, None)
    second = run.make(SECOND).manifest.snapshot_id
    score_step(run.context)
    candidates_step(run.context)
    found = compare_models(run.settings, None, None)
    assert [law.law for law in found.laws] == ["WML", "Wav"]
    assert (found.laws[0].one.model_id, found.laws[0].other.model_id) == (f"WML@{first}", f"WML@{second}")
    assert found.laws[0].ranks.rank_correlation == pytest.approx(0.99, abs=0.01)
    assert found.laws[0].ranks.in_cut == 8
    alone = compare_models(run.settings, f"Wav@{second}", f"Wav@{first}")
    assert [law.law for law in alone.laws] == ["Wav"]
    lines = "\n".join(comparison_lines(found))
    assert "Of the 8 highest (the plan's cut, 2.0%)" in lines
    assert "precision at the plan's cut, backtest  90.0% (80.0% - 95.0%)" in lines
    document = json.loads(as_json(found))
    assert document["laws"]["Wav"]["B"]["model"] == f"Wav@{second}"
    assert document["laws"]["WML"]["A"]["backtest"]["precision_at_the_plan_cut"]["low"] == pytest.approx(0.8)


def test_list_and_show_say_what_a_model_is_and_who_put_it_in_use(run: ModelRun) -> None:
    model_id = find_model(run.folder, "WML").model_id
    assert next(line for line in list_lines(run.settings) if line.startswith(model_id)).endswith("600  passed")
    assert "No model of WML is in use." in list(list_lines(run.settings))
    activation_step(run.context, WHO)
    assert any(line.endswith(f"in use, by {WHO}") for line in list_lines(run.settings))
    lines = list(show_lines(run.settings, find_model(run.folder, model_id), "nl"))
    assert any("Gevonden gedeeld door verwacht is 1,00" in line for line in lines)
    assert lines[-1].endswith(
        f"put in use  {model_id}  by {WHO} (as {active_events(run.settings)['WML'].system_user}): first run"
    )
    said = [line for line in status_lines(run.settings) if line.startswith("In use:")]
    assert said[0].startswith(f"In use: {model_id}, since ")
    for name in ("Wad", "WML@nowhere", "Waadi"):
        with pytest.raises(KompasError):
            find_model(run.folder, name)


@pytest.mark.slow
def test_the_verbs_do_all_this_from_the_command_line(run: ModelRun) -> None:
    data = ("--data", str(run.data))
    assert kompas("models", "activate", "WML", "--by", WHO, "--reason", "best", *data).returncode == 0
    scored = kompas("score", *data)
    assert scored.returncode == 0, scored.stderr
    assert kompas("score", "--candidate", *data).returncode == 0
    compared = kompas("models", "compare", "--format", "json", *data)
    assert json.loads(compared.stdout) == {
        "as_of": FIRST.isoformat(),
        "laws": {},
        "the_same": ["WML"],
        "in_one_only": ["Wav"],
    }
    back = kompas("models", "rollback", "WML", "--by", WHO, "--reason", "not so good", *data)
    assert f"gone back to  no model of WML  by {WHO}" in back.stdout
    by_rules = kompas("score", *data)
    assert by_rules.returncode == 0, by_rules.stderr
    assert "By rules, without a model: WML (no model in use)" in by_rules.stderr
    for arguments in (("score", "--models", "x"), ("run", "--reason", "x")):
        assert kompas(*arguments, *data).returncode == 2


def test_a_decision_that_was_changed_in_the_store_is_seen_by_verify(run: ModelRun) -> None:
    import sqlite3

    activation_step(run.context, WHO)
    with sqlite3.connect(run.data / "store.sqlite") as connection:
        connection.execute("DROP TRIGGER model_events_no_update")
        connection.execute("UPDATE model_events SET responsible = 'somebody else' WHERE sequence = 2")
    connection.close()
    found = verify(run.settings)
    assert found.damaged == 1
    assert "models in use: CHANGED, event 2 is not what the audit log says of it." in found.lines
