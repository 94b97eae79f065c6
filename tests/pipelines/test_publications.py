"""What the audit log says of published snapshots: a plan that is changed together with its manifest does not pass."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from data_contracts.snapshots import Snapshot, SnapshotFile, SnapshotFolder, Tombstone
from data_contracts.snapshots.integrity import file_hash
from data_contracts.store import AuditLog, sqlite_url
from pipelines.dossier.chain import chain_of
from pipelines.run import STEPS
from pipelines.snapshots.erasing import ERASED
from pipelines.snapshots.publications import PUBLISHING, logged, publication
from pipelines.snapshots.writer import Recipe, publish
from pipelines.verify.run import verify
from tests.support.data_folders import DataFolder

ITEMS = pl.DataFrame({"employer_id": ["E1", "E2"], "team": ["Noord-1", "Zuid-1"]})


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(sqlite_url(DataFolder(tmp_path).data))


@pytest.fixture
def plan(tmp_path: Path, log: AuditLog) -> Snapshot:
    """A plan whose publication is logged as a run logs it."""
    folder = SnapshotFolder(DataFolder(tmp_path).data / "snapshots")
    recipe = Recipe("plan", "test", configuration={"random_share": 0.1})

    def fill(side: Path) -> dict[str, str]:
        ITEMS.write_parquet(side / "items.parquet")
        return {"plan_id": "P1"}

    made = publish(folder, recipe, fill)
    log.record("planner", "run_plan", str(made.path), {"rows": 2} | publication(made.path))
    return made


def changed_with_its_manifest(plan: Snapshot) -> Snapshot:
    """Take the second employer out of the plan, and make its manifest fit again."""
    path = plan.path / "items.parquet"
    ITEMS.head(1).write_parquet(path)
    file = SnapshotFile("items.parquet", file_hash(path), path.stat().st_size, 1)
    replace(plan.manifest, files=(file,)).write(plan.path)
    return reread(plan)


def reread(plan: Snapshot) -> Snapshot:
    found = SnapshotFolder(plan.path.parents[1]).find("plan", plan.manifest.snapshot_id)
    assert found is not None
    return found


def plan_problems(plan: Snapshot, log: AuditLog) -> tuple[str, ...]:
    return chain_of(SnapshotFolder(plan.path.parents[1]), plan, logged(log)).link("plan").problems


def test_a_plan_is_what_the_log_says_of_it(plan: Snapshot, log: AuditLog) -> None:
    (line,) = log.lines()
    assert line.detail["snapshot"] == plan.manifest.snapshot_id
    assert line.detail["content"] == plan.manifest.content_hash
    link = chain_of(SnapshotFolder(plan.path.parents[1]), reread(plan), logged(log)).link("plan")
    assert (link.problems, link.in_the_log) == ((), True)


def test_a_file_changed_with_its_manifest_is_found(tmp_path: Path, plan: Snapshot, log: AuditLog) -> None:
    settings = DataFolder(tmp_path).settings
    assert verify(settings).damaged == 0
    assert plan_problems(changed_with_its_manifest(plan), log) == ("other_than_logged",)
    (line,) = (line for line in verify(settings).lines if line.startswith("plan "))
    assert line.endswith("DAMAGED; the audit log says that it was something else at its publication.")


def test_a_setting_changed_in_the_manifest_is_found(plan: Snapshot, log: AuditLog) -> None:
    replace(plan.manifest, configuration={"random_share": 0.0}).write(plan.path)
    assert plan_problems(reread(plan), log) == ("other_than_logged",)


def test_a_later_line_about_the_same_snapshot_hides_nothing(plan: Snapshot, log: AuditLog) -> None:
    changed = changed_with_its_manifest(plan)
    log.record("planner", "run_plan", str(changed.path), publication(changed.path))
    assert plan_problems(changed, log) == ("other_than_logged",)


def test_a_lawful_erasure_is_no_contradiction(plan: Snapshot, log: AuditLog) -> None:
    path = plan.path / "items.parquet"
    before = file_hash(path)
    ITEMS.head(1).write_parquet(path)
    after = file_hash(path)
    stone = Tombstone("items.parquet", "2026-11-25", "retention", 1, before, after)
    plan.manifest.with_erased([(SnapshotFile("items.parquet", after, path.stat().st_size, 1), stone)]).write(plan.path)
    assert plan_problems(reread(plan), log) == ("manifest",)
    log.record("planner", ERASED, "retention", {"files": [after]})
    assert plan_problems(reread(plan), log) == ()


def test_a_plan_of_before_the_log_held_hashes_is_said_not_to_be_in_it(plan: Snapshot, tmp_path: Path) -> None:
    older = AuditLog(f"sqlite:///{tmp_path / 'older.sqlite'}")
    older.record("planner", "run_plan", str(plan.path), {"rows": 2})
    older.record("planner", "open_dossier", "x", publication(plan.path))
    link = chain_of(SnapshotFolder(plan.path.parents[1]), plan, logged(older)).link("plan")
    assert (link.problems, link.in_the_log) == ((), False)


@pytest.mark.parametrize("detail", ["'\"text\"'", "'{\"rows\": 2'", "'{}'"])
def test_a_line_that_was_tampered_with_stops_no_check(log: AuditLog, plan: Snapshot, detail: str) -> None:
    log.record("planner", ERASED, "retention", {"files": []})
    with log.transaction(writing=True) as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_log_no_update")
        connection.exec_driver_sql(f"UPDATE audit_log SET detail = {detail}")  # noqa: S608 -- the test's own
    assert plan_problems(plan, log) == ()


def test_what_is_no_snapshot_has_no_hashes(tmp_path: Path) -> None:
    assert publication(tmp_path) == {}
    assert publication(tmp_path / "store.sqlite") == {}


def test_every_step_that_publishes_is_looked_for() -> None:
    assert {*STEPS} - {"synth"} <= {*PUBLISHING}
