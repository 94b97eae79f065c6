"""The evidence pack, from what it asks of people to the model that it keeps out: written, read, bound and refused."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditLog, sqlite_url
from features.catalogue import load_catalogue
from models.evidence.questions import questions
from models.evidence.register_record import problems
from pipelines.evidence.answers_file import EXAMPLE_FILE, answers_path, read_answers, write_questions
from pipelines.evidence.gathering import sources_of
from pipelines.evidence.making import recipe_of
from pipelines.evidence.signing import SIGNED, Signing
from pipelines.evidence.signing_up import sign_features
from pipelines.fairness.sources import audited_models
from pipelines.registry.activating import judge_model
from pipelines.registry.models import active_events, models_of
from pipelines.steps.activation import activation_step
from pipelines.steps.evidence import evidence_step
from pipelines.verify.run import verify
from tests.support.command import kompas
from tests.support.evidence import STANDS, as_real, people_answer, publish_audit
from tests.support.model_runs import FIRST, SECOND, ModelRun

WHO = "J. de Tester"
TODAY = date.today()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of synthetic registers with an audit, and without a pack; tests copy it."""
    data = tmp_path_factory.mktemp("made") / "data"
    ModelRun(data).make(FIRST)
    publish_audit(data)
    shutil.rmtree(data / "snapshots" / "evidence")
    return data


@pytest.fixture
def run(made: Path, tmp_path: Path) -> ModelRun:
    shutil.copytree(made, tmp_path / "data")
    return ModelRun(tmp_path / "data")


@pytest.fixture
def real(run: ModelRun) -> ModelRun:
    as_real(run.data)
    return run


def _pack(run: ModelRun) -> Snapshot:
    evidence_step(run.context)
    return run.folder.latest("evidence")


def _lacks(pack: Snapshot) -> list[str]:
    return [item["what"]["en"] for item in json.loads(pack.file("pack.json").read_text("utf-8"))["missing"]]


def _gate(run: ModelRun) -> tuple[str, str]:
    model = models_of(run.folder.latest("models"))[0]
    (gate,) = [result for result in judge_model(run.settings, model) if result.gate == "evidence_pack"]
    return gate.status, gate.sentence["en"]


def _sign_all(run: ModelRun) -> None:
    names = load_catalogue().names
    sign_features(run.settings, names, Signing("A. Jansen", "The arm is small.", TODAY, TODAY + timedelta(days=90)))


def test_synthetic_registers_get_a_whole_pack_with_examples_and_every_page_says_so(run: ModelRun) -> None:
    pack = _pack(run)
    assert _lacks(pack) == []
    for language, mark in (("nl", "Synthetisch – Voorbeeldantwoorden"), ("en", "Synthetic – Example answers")):
        page = pack.file(f"pack.{language}.html").read_text("utf-8")
        assert f'<html lang="{language}">' in page
        assert mark in page
        assert 'class="missing"' not in page
        printed = PdfReader(pack.file(f"pack.{language}.pdf"))
        assert printed.root_object["/Lang"] == language
        assert all(mark in one.extract_text() for one in printed.pages)
    titles = [item.title for item in PdfReader(pack.file("pack.nl.pdf")).outline if not isinstance(item, list)]
    assert titles[:4] == ["Wat dit is en wat ontbreekt", "Modelkaart", "Gegevensblad", "Kenmerken"]
    assert problems(json.loads(pack.file("algoritmeregister.json").read_text("utf-8"))) == ()
    status, says = _gate(run)
    assert status == "passed"
    assert "complete with examples, which count for synthetic registers only" in says
    assert activation_step(run.context, WHO).rows == 2


def test_without_a_pack_no_model_comes_in_use_and_the_log_says_who_asked(run: ModelRun) -> None:
    said = kompas.here("models", "activate", "WML", "--by", WHO, "--reason", "now", "--data", str(run.data))
    assert said.returncode == 1
    assert "There is no evidence pack of these models: run `kompas evidence`." in said.stdout
    assert active_events(run.settings) == {}
    (refused,) = [line for line in AuditLog(sqlite_url(run.data)).lines() if line.action == "refuse_model"]
    assert refused.detail["responsible"] == WHO


def test_for_real_registers_nothing_is_filled_in_for_people_and_it_is_red(real: ModelRun) -> None:
    pack = _pack(real)
    lacks = _lacks(pack)
    needed = [question for question in questions() if question.needed]
    assert len(lacks) == len(needed) + len(load_catalogue().features)
    assert lacks[0].startswith("Not answered yet: On whom does the choice fall by the fairness audit")
    assert sum(lack.startswith("Feature ") for lack in lacks) == len(load_catalogue().features)
    page = pack.file("pack.nl.html").read_text("utf-8")
    assert f"Aantal dingen dat ontbreekt: {len(lacks)}." in page
    assert page.count('<td class="missing">ONTBREEKT. ') >= len(needed)
    assert page.index("Aantal dingen dat ontbreekt") < page.index('aria-label="Inhoud"')
    assert "Synthetisch" not in page
    status, says = _gate(real)
    assert status == "failed"
    assert f"things missing: {len(lacks)}. First these: Not answered yet: On whom " in says
    assert f"Answer questions in {answers_path(real.settings)}" in says
    assert activation_step(real.context, WHO).rows == 0


def test_what_people_answer_and_sign_lets_a_model_in_use_until_something_changes(real: ModelRun) -> None:
    people_answer(real.data, "dpia.outcome")
    _sign_all(real)
    evidence_step(real.context)
    status, says = _gate(real)
    assert status == "failed"
    assert "things missing: 1. First these: Not answered yet: What is the outcome of the DPIA" in says
    path = people_answer(real.data)
    assert _gate(real) == (
        "failed",
        "The evidence pack is of other answers, signatures, tests or code than those of now, or something in it "
        "lapsed: run `kompas evidence`.",
    )
    pack = _pack(real)
    page = pack.file("pack.en.html").read_text("utf-8")
    assert 'class="missing"' not in page
    assert "Ons antwoord op dpia.outcome. (A. Jansen, jurist, 2026-01-15; counts until 2099-01-15)" in page
    assert "Signed by A. Jansen" in page
    assert activation_step(real.context, WHO).rows == 2
    assert verify(real.settings).damaged == 0
    path.write_text(path.read_text("utf-8") + "\n# a note\n", encoding="utf-8")
    assert _gate(real)[0] == "failed"


def test_a_pack_is_of_its_own_models_and_of_no_others(run: ModelRun) -> None:
    _pack(run)
    run.make(SECOND)
    shutil.rmtree(run.folder.latest("evidence").path)
    assert "There is no evidence pack of these models" in _gate(run)[1]


def test_without_an_audit_a_pack_lacks_it_first(run: ModelRun) -> None:
    shutil.rmtree(run.data / "snapshots" / "fairness")
    assert _lacks(_pack(run)) == ["There is no fairness audit of these models."]
    assert _gate(run)[0] == "failed"


def test_an_audit_of_some_of_the_models_is_none_of_the_others(run: ModelRun) -> None:
    assert sources_of(run.settings, run.folder, run.folder.latest("models")).fairness is not None
    shutil.rmtree(run.data / "snapshots" / "fairness")
    publish_audit(run.data, "WML")
    assert sources_of(run.settings, run.folder, run.folder.latest("models")).fairness is None


def test_before_it_comes_in_use_a_candidate_can_be_audited_beside_the_model_in_use(run: ModelRun) -> None:
    first = run.folder.latest("models")
    second = run.make(SECOND)
    active, features = {"WML": first}, run.folder.latest("features")
    assert audited_models(run.folder, active, features) == {"WML": first, "Wav": second}
    asked = audited_models(run.folder, active, features, candidates_first=True)
    assert asked == {"WML": second, "Wav": second}


def test_a_file_that_was_changed_after_publication_is_no_pack(run: ModelRun) -> None:
    pack = _pack(run)
    pack.file("pack.json").write_text('{"missing": []}', encoding="utf-8")
    assert "is not what was published" in _gate(run)[1]


def test_what_lapses_makes_a_pack_stale(real: ModelRun) -> None:
    people_answer(real.data, dpia_outcome={"review": TODAY})
    models = real.folder.latest("models")
    now, then = (
        recipe_of(sources_of(real.settings, real.folder, models, day)) for day in (TODAY, TODAY + timedelta(days=1))
    )
    assert now.configuration["lapsed"] == []
    assert then.configuration["lapsed"] == ["dpia.outcome"]
    assert now.fingerprint != then.fingerprint
    people_answer(real.data, dpia_outcome={"date": TODAY + timedelta(days=1)})  # counts from tomorrow
    now, then = (
        recipe_of(sources_of(real.settings, real.folder, models, day)) for day in (TODAY, TODAY + timedelta(days=1))
    )
    assert (now.configuration["lapsed"], then.configuration["lapsed"]) == (["dpia.outcome"], [])


def test_an_example_signature_alone_is_told_as_an_example(run: ModelRun) -> None:
    people_answer(run.data)
    assert _pack(run).manifest.notes["example"] is True
    assert "complete with examples" in _gate(run)[1]


def test_real_registers_refuse_the_examples(real: ModelRun) -> None:
    content = yaml.safe_load(EXAMPLE_FILE.read_text("utf-8"))
    given = {name: content["stands"] | {"answer": text} for name, text in content["answers"].items() if "*" not in name}
    path = answers_path(real.settings)
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"example": True, "answers": given}), encoding="utf-8")
    with pytest.raises(KompasError, match="these registers are real: nobody answered") as refused:
        evidence_step(real.context)
    assert str(path) in str(refused.value.where)
    assert _gate(real)[0] == "failed"
    own = {"name": "A. Jansen", "role": "jurist", "date": STANDS["date"], "review": STANDS["review"]}
    path.write_text(yaml.safe_dump({"answers": {name: entry | own for name, entry in given.items()}}), encoding="utf-8")
    lacks = _lacks(_pack(real))
    assert sum(lack.startswith("The answer is an example of the program:") for lack in lacks) >= 30


def test_the_file_that_asks_holds_every_question_and_keeps_what_was_answered(real: ModelRun) -> None:
    path = write_questions(real.settings)
    text = path.read_text("utf-8")
    asked = yaml.safe_load(text)["answers"]
    assert list(asked) == [question.name for question in questions()]
    assert asked["dpia.outcome"] == dict.fromkeys(("answer", "name", "role", "date", "review"))
    assert "# Wat is de uitkomst van de DPIA" in text
    assert "[data protection officer]" in text
    asked["dpia.outcome"] = STANDS | {"answer": "Ja: niets, zie null"}
    path.write_text(yaml.safe_dump({"answers": asked}, allow_unicode=True), encoding="utf-8")
    write_questions(real.settings)
    answer = read_answers(real.settings, synthetic=False).own["dpia.outcome"]
    assert (answer.text["nl"], answer.name, answer.on) == ("Ja: niets, zie null", "A. Jansen", STANDS["date"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("answers: [a, b]", "it holds no list of answers by question"),
        ("answers: {dpia.colour: {answer: blauw}}", "it answers 'dpia.colour', which is not asked"),
        ("answers: {a: [", "it is no YAML"),
        ("just words", "it holds no list of answers by question"),
    ],
)
def test_a_file_of_answers_that_is_none_is_told(real: ModelRun, text: str, says: str) -> None:
    path = answers_path(real.settings)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KompasError, match="The file of answers cannot be used") as wrong:
        evidence_step(real.context)
    assert says in wrong.value.what


def test_signing_is_a_line_of_the_log_bound_to_inputs_and_a_day(run: ModelRun) -> None:
    until = TODAY + timedelta(days=30)
    asked = ("evidence", "sign", "share_on_call", "--by", WHO, "--reason", "few drawn", "--until", str(until))
    said = kompas(*asked, "--data", str(run.data))
    assert said.returncode == 0, said.stderr
    assert f"share_on_call: {WHO} signs until {until} for undecided:WML." in said.stdout
    (line,) = [line for line in AuditLog(sqlite_url(run.data)).lines() if line.action == SIGNED]
    assert (line.subject, line.detail["responsible"], line.detail["reason"]) == ("share_on_call", WHO, "few drawn")
    assert (line.detail["until"], line.detail["problems"]) == (str(until), ["undecided:WML"])
    assert len(line.detail["inputs"]) == 64
    told = json.loads(_pack(run).file("pack.json").read_text("utf-8"))["features"]
    signed = {item["feature"]: item["signature"]["by"] for item in told if item["signature"]}
    assert signed["share_on_call"] == WHO
    assert signed["share_fixed_term"] == "Voorbeeldpersoon"


@pytest.mark.parametrize(
    ("by", "reason", "days", "name", "says"),
    [
        (" ", "why", 1, "share_on_call", "Nobody signs without a person"),
        (WHO, " ", 1, "share_on_call", "Nobody signs without a reason"),
        (WHO, "why", 366, "share_on_call", "for at most 365 days"),
        (WHO, "why", -1, "share_on_call", "counts from today"),
        (WHO, "why", 1, "no_such", "The models have no feature 'no_such'"),
    ],
)
def test_what_is_no_signature_is_refused(run: ModelRun, by: str, reason: str, days: int, name: str, says: str) -> None:
    with pytest.raises(KompasError, match=says):
        sign_features(run.settings, [name], Signing(by, reason, TODAY, TODAY + timedelta(days=days)))
    assert not (run.data / "store.sqlite").exists()


def test_nobody_signs_for_a_register_that_may_not_be_used(real: ModelRun) -> None:
    people_answer(real.data, data_sheet_wage_records={"answer": "Nee, daar is geen grond voor."})
    with pytest.raises(KompasError, match="may not be used"):
        sign_features(real.settings, ["share_on_call"], Signing(WHO, "why", TODAY, TODAY))
    lacks = _lacks(_pack(real))
    assert any("a data owner said no, so this feature must be held" in lack for lack in lacks)


def test_the_same_pack_is_not_made_twice(run: ModelRun) -> None:
    assert not evidence_step(run.context).reused
    assert evidence_step(run.context).reused
    assert len(list(SnapshotFolder(run.settings.snapshots_dir).snapshots("evidence"))) == 1
