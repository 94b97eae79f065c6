"""``kompas dossier`` on a small country that was really planned: identical; then one value, one model card changed."""

import json
import shutil
from dataclasses import dataclass
from datetime import date
from getpass import getuser
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings, ModelSettings, PlanSettings, SynthSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcome import Outcome, case_of
from data_contracts.store.outcomes import Outcomes
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from pipelines.dossier.lines import replay_lines
from pipelines.dossier.replay import replay
from pipelines.dossier.selection import Closed, selection_of
from pipelines.dossier.told import Replay
from pipelines.snapshots.writer import Recipe, publish
from pipelines.steps.context import StepContext
from pipelines.steps.features import features_step
from pipelines.steps.ingest import ingest_step
from pipelines.steps.plan import plan_step
from pipelines.steps.score import score_step
from pipelines.steps.synth import synth_step
from pipelines.steps.train import train_step
from tests.support.activation import put_in_use
from tests.support.command import kompas

pytestmark = pytest.mark.slow

PURPOSE = "bezwaar Z-2026-118"


@dataclass(frozen=True)
class Run:
    """A data folder with a plan."""

    data: Path

    @property
    def folder(self) -> SnapshotFolder:
        return SnapshotFolder(self.data / "snapshots")

    @property
    def url(self) -> str:
        return sqlite_url(self.data)

    @property
    def settings(self) -> KompasSettings:
        return KompasSettings(
            data_dir=self.data,
            pseudonym_key_file=self.data.parent / "key",
            memory_limit="1GB",
            synth=SynthSettings(employers=2_000, months=8, monthly_visit_share=0.15),
            model=ModelSettings(trees=30, members=2),
            plan=PlanSettings(cool_off_months=2, replays=10, months=1),
        )

    @property
    def plan(self) -> Snapshot:
        return self.folder.latest("plan")

    @property
    def plan_id(self) -> str:
        return str(self.plan.manifest.notes["plan_id"])

    def item(self, ground: str = "model") -> str:
        """Return a planned employer, the one with most that speaks for it."""
        items = pl.read_parquet(self.plan.table("items")).filter(pl.col("selection_ground") == ground)
        return str(items.sort("p_WML", "employer_id", descending=True, nulls_last=True)["employer_id"][0])

    def unplanned(self) -> str:
        planned = pl.read_parquet(self.plan.table("items"))["employer_id"]
        inclusion = pl.read_parquet(self.plan.table("inclusion"))
        return str(inclusion.filter(~pl.col("employer_id").is_in(planned.implode()))["employer_id"][0])

    def replay(self, employer: str) -> Replay:
        return replay(self.settings, employer, self.plan_id, PURPOSE, lambda _: None)

    def copy(self, folder: Path) -> "Run":
        shutil.copytree(self.data, folder / "data")
        return Run(folder / "data")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    made = Run(tmp_path_factory.mktemp("dossier") / "data")
    context = StepContext.of(made.settings, lambda _: None)
    for step in (synth_step, ingest_step, features_step, train_step):
        step(context)
    put_in_use(made.data)
    score_step(context)
    plan_step(context)
    return made


def text(found: Replay) -> str:
    return "\n".join(replay_lines(found, "en"))


def problems(found: Replay) -> dict[str, tuple[str, ...]]:
    return {link.kind: link.problems for link in found.chain.links if link.problems}


def test_a_dossier_is_identical_and_the_reading_is_logged(run: Run, tmp_path: Path) -> None:
    employer, out = run.item(), tmp_path / "out"
    arguments = ("dossier", employer, "--plan", run.plan_id, "--purpose", PURPOSE, "--out", str(out))
    done = kompas(*arguments, "--data", str(run.data), settings={"KOMPAS_MEMORY_LIMIT": "1GB"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "UITKOMST: gelijk." in done.stdout
    assert f"Geselecteerd onder plan {run.plan_id}: " in done.stdout
    assert (out / "dossier.nl.txt").read_text("utf-8").splitlines()[4] == done.stdout.splitlines()[4]
    content = json.loads((out / "dossier.json").read_text("utf-8"))
    assert content["identical"] is True
    tables = [table["table"] for stage in content["stages"] for table in stage["tables"]]
    assert len(tables) == 8
    assert all(stage["code_then"] == stage["code_now"] for stage in content["stages"])
    assert not {"selection_ground", "inclusion_probability"} & content["selection"]["item"].keys()
    log = AuditLog(run.url)
    line = next(line for line in log.lines() if line.action == "replay_dossier")
    assert (line.actor, line.subject) == (getuser(), log.reference("employer", employer))
    assert line.detail["purpose"] == PURPOSE
    assert not list(run.data.glob(".work-*")), "nothing is left of the work"


def test_one_changed_value_is_told_by_table_and_column(run: Run, tmp_path: Path) -> None:
    spoilt, employer = run.copy(tmp_path), run.item()
    file = spoilt.folder.latest("scores").path / "scores.parquet"
    scores = pl.read_parquet(file)
    mine = (pl.col("employer_id") == employer) & (pl.col("law") == "WML")
    scores.with_columns(rank=pl.when(mine).then(1_999).otherwise("rank")).write_parquet(file)
    found = spoilt.replay(employer)
    assert not found.identical
    assert problems(found) == {"scores": ("changed:scores.parquet",)}
    told = [
        (item.table, item.row, item.column, item.then)
        for stage in found.stages
        for comparison in stage.comparisons
        for item in comparison.differences
    ]
    assert told == [("scores/scores", "WML", "rank", 1_999)]
    assert "FILE CHANGED: scores.parquet (its hash is not that of the manifest)" in text(found)
    assert "scores/scores, row WML, column rank: then 1999, now " in text(found)


def test_a_changed_model_card_is_said_and_its_model_is_not_used(run: Run, tmp_path: Path) -> None:
    spoilt = run.copy(tmp_path)
    card = spoilt.folder.latest("models").path / "WML.card.json"
    card.write_text(card.read_text("utf-8").replace("{", "{ ", 1), encoding="utf-8")
    found = spoilt.replay(run.item())
    assert problems(found) == {"models": ("changed:WML.card.json",)}
    made = {stage.kind: stage.why_not for stage in found.stages}
    assert made["features"] == ""
    assert made["scores"].startswith("The models snapshot ")
    assert made["plan"] != ""
    assert "FILE CHANGED: WML.card.json" in text(found)
    assert not found.identical


def test_who_is_not_in_the_plan_is_told_its_chance(run: Run) -> None:
    employer = run.unplanned()
    found = selection_of(run.folder, run.plan, employer, run.url)
    assert found.item is None
    assert found.may_tell
    assert found.chances is not None
    assert 0 < found.chances["random_probability"] <= found.chances["inclusion_probability"] <= 1


def test_the_ground_is_told_once_an_outcome_closes_the_case(run: Run, tmp_path: Path) -> None:
    own, employer = run.copy(tmp_path), run.item("random")
    outcomes = Outcomes(own.url)
    before = selection_of(own.folder, own.plan, employer, own.url)
    opened = Outcome(own.plan_id, employer, "visit", "visited", "A. Planner", opened_on=date(2026, 11, 9))
    outcomes.record(opened, "tester")
    still_open = selection_of(own.folder, own.plan, employer, own.url)
    assert [item.may_tell for item in (before, still_open)] == [False, False]
    told = Outcome(own.plan_id, employer, "visit", "visited", "A. Planner", date(2026, 11, 9), date(2026, 12, 1))
    outcomes.record(told, "tester", version=1)
    closed = selection_of(own.folder, own.plan, employer, own.url)
    assert closed.closed == Closed("store", told.case_id, date(2026, 12, 1))
    assert closed.may_tell


@pytest.mark.parametrize(
    ("ground", "selected", "own_number", "told"),
    [
        ("random", date(2026, 11, 12), False, True),  # in the plan's month, on a ground of the plan
        ("signal", date(2026, 11, 12), False, False),  # another case of the same employer
        ("signal", date(2026, 11, 12), True, True),  # the number of the item's own case
        ("model", date(2026, 10, 12), False, False),  # of an earlier plan
    ],
)
def test_a_closed_case_in_the_register_tells_too(
    run: Run, tmp_path: Path, ground: str, selected: date, own_number: bool, told: bool
) -> None:
    own, employer = run.copy(tmp_path), run.item("random")
    case = case_of(own.plan_id, employer) if own_number else "C-1"
    register = pl.read_parquet(own.folder.latest("warehouse").table("inspections")).head(1)
    closed = register.with_columns(
        case_id=pl.lit(case),
        employer_id=pl.lit(employer),
        selection_ground=pl.lit(ground),
        selected_on=pl.lit(selected),
        closed_on=pl.lit(date(2026, 11, 20)),
        known_at=pl.lit(date(2026, 11, 21)),
    )

    def fill(side: Path) -> None:
        (side / "inspections").mkdir()
        closed.write_parquet(side / "inspections" / "part-0.parquet")

    publish(own.folder, Recipe("warehouse", "test", synthetic=True), fill)
    found = selection_of(own.folder, own.plan, employer, own.url)
    assert found.closed == (Closed("register", case, date(2026, 11, 20)) if told else None)


def test_decisions_are_told_with_who_took_them(run: Run, tmp_path: Path) -> None:
    own, employer = run.copy(tmp_path), run.item()
    decision = PlanDecision(own.plan_id, employer, "accept", "as_planned", "A. Planner")
    PlanDecisions(own.url).record(decision, "tester", plan_roll(own.plan))
    found = selection_of(own.folder, own.plan, employer, own.url)
    assert [(row.kind, row.by) for row in found.decisions] == [("accept", "A. Planner")]


def test_nothing_is_opened_without_a_purpose_a_plan_or_an_employer(run: Run) -> None:
    with pytest.raises(KompasError, match="without a purpose"):
        replay(run.settings, run.item(), run.plan_id, "  ", lambda _: None)
    with pytest.raises(KompasError, match="There is no plan 1999-01-x"):
        replay(run.settings, run.item(), "1999-01-x", PURPOSE, lambda _: None)
    with pytest.raises(KompasError, match="knows no employer E9999999"):
        replay(run.settings, "E9999999", run.plan_id, PURPOSE, lambda _: None)
