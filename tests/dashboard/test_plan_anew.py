"""Asking for a plan under another objective on the plan page, and reading what came before it."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.decided import standings
from dashboard.pages.plan import anew
from dashboard.pages.plan.panel import item_panel
from dashboard.pages.plan.query import Asked, Selection, visits
from dashboard.pages.plan.recording import Given, RefusedError, recorded
from dashboard.pages.plan.setting import FOLDER
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import Words, words_of
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store.jobs import Job, Jobs
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.dashboard.conftest import context_over
from tests.support.published import publish_all, publish_plan
from tests.support.screens import component, words_on
from tests.support.tables import RICH

WEIGHTS = {"hits": 1, "workers": 2.5, "underpaid": "", "severity": 0}


@pytest.fixture
def folder(tmp_path: Path) -> SnapshotFolder:
    return publish_all(tmp_path, visits=6)


@pytest.fixture
def own(folder: SnapshotFolder, tmp_path: Path) -> Context:
    return context_over(tmp_path)


def _words(language: Any = "nl") -> Words:
    return words_of(FOLDER, language)


def _ask(context: Context, objective: Any = "workers", **changes: Any) -> Job:
    given = {"weights": WEIGHTS, "leave_work": None, "reason": "Meer werknemers"} | changes
    job_id = anew.ask(context, context.published.plan(), anew.Form(objective, **given), _words())
    job = Jobs(context.store_url).of(job_id)
    assert job is not None
    return job


def _decide(context: Context) -> None:
    plan = context.published.plan()
    decision = PlanDecision("2026-11", RICH, "accept", "as_planned", "Piet Pieters")
    context.decisions.record(decision, "planner", plan_roll(plan))


def _screen(context: Context, search: str = "", language: str = "nl") -> Any:
    return screen(context, parse_address(f"/{language}/plan", search, "nl", "plan"))


def test_the_request_names_objective_person_reason_and_plan_and_is_logged(own: Context) -> None:
    job = _ask(own)
    assert (job.kind, job.state) == ("plan", "waiting")
    assert job.argument == {
        "objective": "workers", "by": "planner", "reason": "Meer werknemers", "mix": {},
        "instead_of": "2026-11", "leave_work": False,
    }  # fmt: skip
    (line,) = own.audit_log.lines()
    assert (line.action, line.detail["kind"]) == ("ask_job", "plan")


def test_a_mix_takes_its_weights_along(own: Context) -> None:
    assert _ask(own, "mix").argument["mix"] == {"hits": 1, "workers": 2.5, "underpaid": 0, "severity": 0}


@pytest.mark.parametrize(
    ("objective", "changes", "said"),
    [
        (None, {}, "Kies een doel."),
        ({"a": 1}, {}, "Kies een doel."),
        ("mix", {"weights": {"hits": 0}}, "Vul gewichten van 0 of meer in; minstens één is meer dan 0."),
        ("mix", {"weights": {"hits": "x"}}, "Vul gewichten van 0 of meer in; minstens één is meer dan 0."),
        ("hits", {"reason": None}, "Vul in waarom u dit doel kiest."),
        ("hits", {"reason": "x" * 501}, "De reden telt hoogstens 500 tekens en bevat geen burgerservicenummer."),
    ],
)
def test_what_is_missing_is_said_in_the_readers_language(own: Context, objective: Any, changes: Any, said: str) -> None:
    with pytest.raises(anew.WrongRequestError) as refused:
        _ask(own, objective, **changes)
    assert str(refused.value) == said
    assert own.audit_log.lines() == ()


def test_work_on_the_plan_is_left_behind_only_when_that_is_ticked(own: Context) -> None:
    _decide(own)
    assert "Wat over plan 2026-11 is vastgelegd (1)" in str(
        component(anew.form(own, own.published.plan(), _words()), anew.LEAVE).label
    )
    with pytest.raises(anew.WrongRequestError, match="al iets vastgelegd"):
        _ask(own)
    assert _ask(own, leave_work=True).argument["leave_work"] is True


def test_two_plans_are_not_made_at_once(own: Context) -> None:
    _ask(own)
    with pytest.raises(anew.WrongRequestError, match="al een nieuw plan"):
        _ask(own)


def test_the_page_tells_how_it_stands_and_leads_to_the_new_plan(own: Context, folder: SnapshotFolder) -> None:
    shown, jobs = own.published.plan(), Jobs(own.store_url)
    _ask(own)
    assert "planner" in words_on(component(_screen(own), anew.STATE))
    job = jobs.take(["plan"], "worker")
    assert job is not None
    assert "It is being calculated." in words_on(component(_screen(own, language="en"), anew.STATE))
    made = publish_plan(folder, visits=4, plan_id="2026-11-new")
    jobs.finish(job, made.manifest.snapshot_id)
    told = words_on(anew.state_block(own, shown, anew.newest(own), _words()))
    assert "Het is klaar en in gebruik." in told
    assert "Bekijk het nieuwe plan" in told
    on_new = words_on(_screen(own))
    assert "2026-11-new" in on_new
    assert "Dit doel koos planner: Meer werknemers" in on_new
    assert "Bekijk het nieuwe plan" not in on_new


def test_a_plan_that_failed_says_why_in_the_language_of_the_page(own: Context) -> None:
    jobs = Jobs(own.store_url)
    _ask(own)
    job = jobs.take(["plan"], "worker")
    assert job is not None
    jobs.fail(job, {"nl": "Te weinig uren.", "en": "Too few hours."})
    assert "Te weinig uren." in words_on(component(_screen(own), anew.STATE))
    assert "Too few hours." in words_on(component(_screen(own, language="en"), anew.STATE))


def test_an_earlier_plan_stays_readable_for_what_was_decided_and_takes_no_decisions(
    own: Context, folder: SnapshotFolder
) -> None:
    _decide(own)
    earlier = own.published.plan()
    publish_plan(folder, visits=4, plan_id="2026-11-new")
    link = component(_screen(own), "plan-earlier")
    assert "2026-11 (1)" in words_on(link)
    shown = _screen(own, f"?plan={earlier.manifest.snapshot_id}")
    assert "in gebruik is plan 2026-11-new" in words_on(component(shown, "plan-is-earlier"))
    assert component(shown, "plan-shown").data["earlier"] == "1"
    asked = Asked(Selection(), standings(own, earlier), "nl", decided_only=True)
    rows, count = visits(own.published, earlier, asked, {"startRow": 0, "endRow": 50})
    assert ([row["employer_id"] for row in rows], count) == ([RICH], 1)
    assert "decide-record" not in str(item_panel(own, earlier, RICH, _words(), blind=False, earlier=True))
    given = Given(RICH, 1, "accept", {"decide-reason": "as_planned", "plan-person": "Jan"}, undone=False, unseen=False)
    with pytest.raises(RefusedError, match="intussen is plan 2026-11-new"):
        recorded(own, earlier, given, _words())
    assert len(own.decisions.of_plan("2026-11")) == 1


def test_an_earlier_plan_about_which_nothing_was_recorded_is_not_shown(own: Context, folder: SnapshotFolder) -> None:
    earlier = own.published.plan()
    new = publish_plan(folder, visits=4, plan_id="2026-11-new")
    shown = _screen(own, f"?plan={earlier.manifest.snapshot_id}")
    assert component(shown, "plan-setting").data["plan"] == new.manifest.snapshot_id
