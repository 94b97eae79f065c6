"""The objective chosen by a person: a real worker makes the plan, says who asked, and leaves no work behind unasked."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings, ModelSettings, PlanSettings, SynthSettings
from data_contracts.snapshots import Manifest, SnapshotFolder
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.jobs import Job, Jobs
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_request import OBJECTIVES, PURE, PlanRequest
from data_contracts.store.plan_roll import plan_roll
from models.yields import Objective
from pipelines.jobs.handlers import HANDLERS
from pipelines.jobs.worker import Worker
from pipelines.lock import only_run
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


@dataclass(frozen=True)
class Run:
    """The folder of a small synthetic run."""

    data: Path

    @property
    def settings(self) -> KompasSettings:
        return KompasSettings(
            data_dir=self.data,
            memory_limit="800MB",
            threads=1,
            synth=SynthSettings(employers=2_000, months=8, monthly_visit_share=0.15),
            model=ModelSettings(trees=20, members=2),
            plan=PlanSettings(cool_off_months=2, replays=10, months=1),
        )

    @property
    def folder(self) -> SnapshotFolder:
        return SnapshotFolder(self.data / "snapshots")

    @property
    def context(self) -> StepContext:
        return StepContext.of(self.settings, lambda _: None)


WHO, WHY = "Jan Jansen", "More workers reached"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run up to its plan, by the settings' objective; tests copy it."""
    run = Run(tmp_path_factory.mktemp("made") / "data")
    for step in (synth_step, ingest_step, features_step, train_step):
        step(run.context)
    put_in_use(run.data)
    score_step(run.context)
    plan_step(run.context)
    return run.data


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Run:
    shutil.copytree(made, tmp_path / "data")
    return Run(tmp_path / "data")


def in_use(run: Run) -> Manifest:
    return run.folder.latest("plan").manifest


def done(run: Run, request: PlanRequest) -> Job:
    """Ask, let a worker do what waits, and return the job."""
    jobs = Jobs(sqlite_url(run.data))
    job_id = jobs.ask("plan", request.as_argument(), "planner")
    assert Worker(run.settings, HANDLERS, lambda _: None).once()
    job = jobs.of(job_id)
    assert job is not None
    return job


def request(run: Run, objective: str = "workers", **changes: Any) -> PlanRequest:
    values: dict[str, Any] = {"by": WHO, "reason": WHY, "instead_of": str(in_use(run).notes["plan_id"])} | changes
    return PlanRequest(objective, **values)


def decide(run: Run) -> str:
    """Accept the first item of the plan in use and return the plan's name."""
    plan = run.folder.latest("plan")
    employer, plan_id = pl.read_parquet(plan.table("items"))["employer_id"][0], str(plan.manifest.notes["plan_id"])
    decision = PlanDecision(plan_id, employer, "accept", "as_planned", "Piet Pieters")
    PlanDecisions(sqlite_url(run.data)).record(decision, "planner", plan_roll(plan))
    return plan_id


def test_the_worker_makes_the_plan_and_its_manifest_says_who_and_why(run: Run) -> None:
    before = in_use(run)
    job = done(run, request(run, "mix", mix={"hits": 1, "workers": 2.5}))
    now = in_use(run)
    assert (job.state, job.result, job.problem) == ("done", now.snapshot_id, None)
    assert now.snapshot_id != before.snapshot_id
    assert (now.notes["objective"], now.notes["mix"]) == ("mix", {"hits": 1, "workers": 2.5})
    assert now.notes["asked"] == {"by": WHO, "reason": WHY}
    assert (now.configuration["objective"], before.configuration["objective"]) == ("mix", "hits")
    lines = AuditLog(sqlite_url(run.data)).lines()
    asked, published = (
        next(line for line in reversed(lines) if line.action == name) for name in ("ask_job", "run_plan")
    )
    assert asked.detail["argument"]["by"] == published.detail["by"] == WHO
    assert published.detail["snapshot"] == now.snapshot_id


def test_a_run_done_again_keeps_what_a_person_chose(run: Run) -> None:
    job = done(run, request(run))
    assert plan_step(run.context).reused
    assert in_use(run).snapshot_id == job.result
    assert in_use(run).notes["objective"] == "workers"


def test_the_random_arm_is_the_same_under_every_objective(run: Run) -> None:
    def arm() -> list[tuple[object, ...]]:
        drawn = pl.read_parquet(run.folder.latest("plan").table("inclusion")).sort("employer_id")
        return drawn.select("employer_id", "drawn", "random_probability").rows()

    first = arm()
    assert any(row[1] for row in first)
    for objective in OBJECTIVES[1:]:
        job = done(run, request(run, objective, mix={"underpaid": 1} if objective == "mix" else {}))
        assert job.state == "done", job.problem
        assert arm() == first, objective


def test_work_on_the_plan_stays_with_it_and_only_when_the_asker_says_so(run: Run) -> None:
    plan_id, before = decide(run), in_use(run)
    job = done(run, request(run))
    assert (job.state, in_use(run).snapshot_id) == ("failed", before.snapshot_id)
    assert job.problem is not None
    assert "gaan niet mee" in job.problem["nl"]
    assert "do not carry over" in job.problem["en"]
    assert done(run, request(run, leave_work=True)).state == "done"
    store = PlanDecisions(sqlite_url(run.data))
    assert len(store.of_plan(plan_id)) == 1
    assert store.of_plan(str(in_use(run).notes["plan_id"])) == ()
    # Asking for the first objective again brings back that very plan, with what was decided about it.
    assert done(run, request(run, "hits")).result == before.snapshot_id
    assert in_use(run).notes["plan_id"] == plan_id


def test_a_plan_that_came_in_between_is_not_replaced_unseen(run: Run) -> None:
    seen = request(run)
    done(run, request(run, "severity"))
    between = in_use(run)
    job = done(run, seen)
    assert (job.state, in_use(run).snapshot_id) == ("failed", between.snapshot_id)
    assert job.problem is not None
    assert "intussen een ander plan" in job.problem["nl"]


def test_no_plan_is_made_while_a_run_is_at_work(run: Run) -> None:
    with only_run(run.data):
        job = done(run, request(run))
    assert job.problem is not None
    assert job.problem["nl"].startswith("Er wordt op dit moment al iets berekend")


def test_the_command_chooses_too_and_asks_who_and_why(made: Path) -> None:
    nobody = kompas("plan", "--objective", "workers", "--data", str(made))
    assert nobody.returncode == 1
    assert "No person is named." in nobody.stderr
    assert kompas("plan", "--by", WHO, "--data", str(made)).returncode == 2
    assert kompas("plan", "--mix", "hits", "--data", str(made)).returncode == 2


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"objective": "votes"}, "objective"),
        ({"objective": "mix"}, "mix"),
        ({"objective": "mix", "mix": {"hits": 0}}, "mix"),
        ({"objective": "mix", "mix": {"hits": -1, "workers": 2}}, "mix"),
        ({"objective": "mix", "mix": {"mix": 1}}, "mix"),
        ({"objective": "hits", "mix": {"hits": 1}}, "mix"),
        ({"by": " "}, "by"),
        ({"reason": ""}, "reason"),
        ({"reason": "BSN 111222333"}, "remark"),
    ],
)
def test_what_is_no_request_is_refused_with_its_field(changes: dict[str, object], where: str) -> None:
    argument = {"objective": "hits", "by": WHO, "reason": WHY} | changes
    with pytest.raises(KompasError) as refused:
        PlanRequest.of_argument(argument)
    assert refused.value.where == where


def test_the_objectives_are_those_of_the_models_and_the_settings() -> None:
    assert get_args(Objective) == OBJECTIVES
    assert set(get_args(PlanSettings.model_fields["objective"].annotation)) == set(OBJECTIVES)
    assert all(PlanSettings(mix={name: 1.0}).mix == {name: 1.0} for name in PURE)
