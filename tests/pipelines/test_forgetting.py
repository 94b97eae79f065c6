"""Forgetting an employer, and what people typed, once nobody needs it: plans run on, deliveries stay as they were."""

from datetime import date
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcomes import Outcomes
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from pipelines.auditing.forgetting import forget_employer, forget_names
from pipelines.auditing.verifying import verify_store
from pipelines.outcomes.delivering import deliver
from pipelines.outcomes.importing import import_outcomes
from pipelines.outcomes.scoring import score
from pipelines.store import store_of
from tests.support.command import kompas
from tests.support.data_folders import DataFolder
from tests.support.deliveries import csv_text
from tests.support.plans import PLAN_ID, TODAY, Item, publish_items

TOMORROW = date(2999, 1, 1)
LATER = "2999-01-01"


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A plan of a drawn and a chosen item; one decided about, the drawn one told about."""
    made = DataFolder(tmp_path)
    made.load()
    publish_items(made.data, (Item(1), Item(2, random=True)))
    roll = plan_roll(made.folder.latest("plan"))
    decisions = PlanDecisions(store_of(made.settings))
    decisions.record(PlanDecision(PLAN_ID, "E001", "accept", "as_planned", "J. Jansen", remark="belt eerst"), "u", roll)
    decisions.record(PlanDecision(PLAN_ID, "E002", "accept", "as_planned", "P. Pieters"), "u", roll)
    told = {"plan_id": PLAN_ID, "employer_id": "E002", "instrument": "visit", "status": "visited", "by": "J. Jansen"}
    days = {"opened_on": "7-4-2026", "closed_on": "20-4-2026", "wml_examined": "ja", "wml_violation": "ja"}
    path = made.root / "april.csv"
    path.write_text(csv_text([told | days]), encoding="utf-8")
    assert import_outcomes(made.settings, path, partial=False, language="nl", today=TODAY).stored == 1
    return made


def names(folder: DataFolder) -> list[tuple[str, str | None]]:
    return [(row.by, row.remark) for row in PlanDecisions(store_of(folder.settings)).all()]


def test_an_employer_is_forgotten_only_when_its_plan_is_over_and_its_case_delivered(folder: DataFolder) -> None:
    with pytest.raises(KompasError, match="is not over"):
        forget_employer(folder.settings, "E002", "request", date(2026, 4, 30))
    with pytest.raises(KompasError, match="not in the registers yet"):
        forget_employer(folder.settings, "E002", "request", TOMORROW)
    assert names(folder) == [("J. Jansen", "belt eerst"), ("P. Pieters", None)]
    assert deliver(folder.settings, TODAY).cases == 1
    assert forget_employer(folder.settings, "E002", "request", TOMORROW).startswith("Forgotten: ")
    (told,) = Outcomes(store_of(folder.settings)).all()
    assert "E002" not in str(told)
    assert (told.outcome.by, told.source, told.outcome.findings, told.outcome.closed_on) == ("", "", (), None)
    assert names(folder) == [("J. Jansen", "belt eerst"), ("", None)]
    assert not verify_store(folder.settings).wrong
    assert deliver(folder.settings, TOMORROW).drop is None
    assert score(folder.settings, TOMORROW).overrides["looked_at"].to_list() == [0]


def test_names_go_of_what_was_recorded_before_a_day_in_plans_that_are_over(folder: DataFolder) -> None:
    def forget(before: date, name: str | None, today: date) -> str:
        return forget_names(folder.settings, before, "five years have passed", name, today)

    said = forget(TOMORROW, None, date(2026, 4, 30))
    assert said == (
        "Names and remarks erased of 0 decisions and 0 outcomes from before 2999-01-01. "
        f"Plans that are not over keep theirs: {PLAN_ID}."
    )
    assert forget(date(2020, 1, 1), None, TOMORROW).startswith("Names and remarks erased of 0 decisions and 0 outcomes")
    assert forget(TOMORROW, " j. JANSEN", TOMORROW).startswith("Names and remarks erased of 1 decision and 1 outcome ")
    assert names(folder) == [("", None), ("P. Pieters", None)]
    assert forget(TOMORROW, None, TOMORROW).startswith("Names and remarks erased of 1 decision and 0 outcomes ")
    assert "Jansen" not in str(AuditLog(store_of(folder.settings)).lines())
    assert not verify_store(folder.settings).wrong
    assert deliver(folder.settings, TODAY).findings == 1  # what was found is not text that goes


def test_the_command_erases_names_and_tells_a_date_that_is_none(folder: DataFolder) -> None:
    asked = ("audit", "forget-names", "--reason", "x", "--data", str(folder.data))
    done = kompas(*asked, "--before", LATER, "--name", "P. Pieters")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Names and remarks erased of 1 decision and 0 outcomes from before 2999-01-01.")
    assert verify_store(folder.settings).wrong is False
    bad = kompas.here(*asked, "--before", "1-1-2999")
    assert bad.returncode == 2
    assert "YYYY-MM-DD" in bad.stderr
