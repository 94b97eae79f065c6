"""Objectives side by side: totals by group, what is hidden in them, and asking for what has not been calculated."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.context import Context
from dashboard.pages.objective import query
from dashboard.pages.objective.asking import ask_objective, objective_jobs, weights_of
from dashboard.pages.objective.callbacks import FOLDER, export_table, view_of
from dashboard.pages.objective.layout import signature
from dashboard.pages.objective.plots import panels
from dashboard.pages.what_if.questions import WrongFormError
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.signing_in.account import Account
from dashboard.texts import words_of
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store.jobs import Jobs
from tests.dashboard.conftest import context_over
from tests.support import plan_tables
from tests.support.planned import (
    QUARTER,
    QUARTER_SOLUTION,
    publish_quarter,
    quarter_chances,
    quarter_items,
    quarter_prices,
    quarter_teams,
)
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.screens import component, words_on
from tests.support.what_if_tables import publish_what_if

WORDS = words_of(FOLDER, "en")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[SnapshotFolder]:
    """A run with the quarter's plan."""
    told = publish_all(tmp_path, visits=3)
    publish_quarter(told)
    yield told


@pytest.fixture
def asked(folder: SnapshotFolder, tmp_path: Path) -> Context:
    return context_over(tmp_path)


def _screen(context: Context, language: str = "en", search: str = "") -> Any:
    return screen(context, parse_address(f"/{language}/objective", search, "nl", "plan"))


def _objective(folder: SnapshotFolder, objective: str, **more: Any) -> Snapshot:
    return publish_what_if(folder, "objective", title=objective, asked={"objective": objective}, **more)


def _lines(shown: Any, part: str, first: str, count: int) -> list[str]:
    lines = words_on(component(shown, part)).splitlines()
    start = lines.index(first)
    return lines[start : start + count]


def test_without_what_ifs_there_is_the_plan_in_use_and_a_button_for_each_other(asked: Context) -> None:
    shown = _screen(asked)
    assert "No plan with another objective" in words_on(component(shown, "objective-measures"))
    missing = words_on(component(shown, "objective-missing"))
    names = ("Findings", "Workers", "Underpayment", "Severity", "Mix")
    assert [name for name in names if f"Calculate {name}" in missing] == list(names[1:])
    assert "Findings (in use)" in words_on(component(shown, "objective-groups"))


def test_measures_stand_side_by_side_with_the_difference(folder: SnapshotFolder, asked: Context) -> None:
    _objective(folder, "workers", gain=-1.5)
    _objective(folder, "severity", gain=0.5)
    shown = _screen(asked)
    assert _lines(shown, "objective-measures", "Measure", 4) == ["Measure", "Findings (in use)", "Workers", "Severity"]
    told = ["Expected findings", "12", "10 (−1.5)", "12 (+0.5)"]
    assert _lines(shown, "objective-measures", told[0], 4) == told
    assert "Employers that come in" not in words_on(shown)
    missing = words_on(component(shown, "objective-missing"))
    assert "Calculate Workers" not in missing
    assert "Calculate Mix" in missing


def test_no_line_ends_between_a_sign_and_its_amount_and_the_file_has_no_mark_of_that(
    folder: SnapshotFolder, asked: Context
) -> None:
    _objective(folder, "workers", gain=1.0)
    assert "€91,000 (+\u2060€7,000)" in words_on(component(_screen(asked), "objective-measures"))
    exported = export_table(view_of(asked, {"language": "en", "parameters": {}}), "measures")
    assert exported
    assert "(+€7,000)" in exported[1]


def test_the_panels_of_the_plot_stand_clear_of_each_other() -> None:
    figures = {name: [5_000.0] for name in ("hits", "workers", "underpaid", "severity", "mix")}
    layout = component(panels(["Bouw"], figures, "hits", "hours", WORDS), "objective-plot").figure["layout"]
    ends = sorted(tuple(layout[axis]["domain"]) for axis in layout if axis.startswith("xaxis"))
    gaps = [after[0] - before[1] for before, after in pairwise(ends)]
    assert min(gaps) >= 0.04  # at 0.02 the last tick ran into the nought beside it on a screen of 1024 pixels


def test_only_the_newest_answer_about_the_plan_in_use_counts(folder: SnapshotFolder, asked: Context) -> None:
    _objective(folder, "workers", gain=1.0)
    newest = _objective(folder, "workers", gain=2.0)
    _objective(folder, "underpaid", base=publish_plan(folder, visits=2))
    publish_quarter(folder)
    _objective(folder, "mix", infeasible=True, base=folder.find("plan", newest.input_id("plan") or ""))
    plan = folder.find("plan", str(newest.manifest.notes["base_plan"]))
    assert plan
    found = {one.objective: one.answer for one in query.objectives(asked.published, plan)}
    assert list(found) == ["hits", "workers", "underpaid", "severity", "mix"]
    assert found["workers"]
    assert found["workers"].identifier == newest.manifest.snapshot_id
    assert [found[name] for name in ("underpaid", "severity", "mix")] == [None, None, None]


def test_groups_under_each_objective_and_small_ones_nowhere(folder: SnapshotFolder, asked: Context) -> None:
    _objective(folder, "workers")
    shown = _screen(asked, search="?by=sector&what=chance")
    agriculture = ["Agriculture and fishing", "2.0%", "3.0% (+1.0 percentage points)"]
    lines = [line.replace("\u00a0", " ") for line in _lines(shown, "objective-groups", agriculture[0], 3)]
    assert lines == agriculture
    assert "Mining" not in words_on(shown)  # three employers, and with it the next smallest sector


def test_expected_workers_of_each_group_stand_beside_the_visits(folder: SnapshotFolder, asked: Context) -> None:
    without = words_on(component(_screen(asked, search="?by=sector&what=workers"), "objective-groups"))
    assert "as soon as another objective has been calculated" in without
    _objective(folder, "workers")
    shown = _screen(asked, search="?by=sector&what=workers")
    # 123.4 and 151 expected workers to two figures; the difference of 27.6 is worked out before rounding.
    for line in (["Agriculture and fishing", "120", "150 (+28)"], ["Construction", "33", "31 (−2)"]):
        assert _lines(shown, "objective-groups", line[0], 3) == line
    told = words_on(component(shown, "objective-groups"))
    assert "what the models expect, not a count" in told
    assert "No honest interval can be given" in words_on(component(shown, "objective-measures"))
    view = view_of(asked, {"language": "en", "parameters": {"by": "sector", "what": "workers"}})
    exported = export_table(view, "groups")
    assert exported
    assert "123" not in exported[1].replace("2026", "")


def test_an_answer_of_before_there_were_workers_has_a_dash(folder: SnapshotFolder, asked: Context) -> None:
    answer = _objective(folder, "workers")
    table = answer.table("groups")
    pl.read_parquet(table).drop("base_workers", "variant_workers").write_parquet(table)
    shown = _screen(asked, search="?by=sector&what=workers")
    assert _lines(shown, "objective-groups", "Agriculture and fishing", 3) == ["Agriculture and fishing", "–", "–"]


def _with_regions(folder: SnapshotFolder, regions: list[str]) -> Snapshot:
    items = plan_tables.items(len(regions), "2026-Q4", QUARTER).with_columns(
        region=pl.Series(regions), expected_hours=pl.lit(10.0)
    )
    names = sorted(set(regions))
    rows = [("plan", 3, "region", name, 500, 5.0, 0.01, 0.002) for name in names]
    chances = pl.DataFrame(rows, schema=quarter_chances().schema, orient="row")
    frames = {
        "items": items, "teams": quarter_teams(), "inclusion": plan_tables.inclusion(quarter_items()),
        "chances": chances, "prices": quarter_prices(), "below_the_cut": plan_tables.below_the_cut(),
    }  # fmt: skip
    notes = {"plan_id": "2026-Q4", "months": [], "objective": "hits", "solution": QUARTER_SOLUTION}
    return publish_kind(folder, "plan", frames, notes=notes)


def test_a_group_with_few_items_of_the_plan_is_hidden_with_the_next(folder: SnapshotFolder, asked: Context) -> None:
    plan = _with_regions(folder, ["Noord"] * 3 + ["Oost"] * 6 + ["West"] * 9)
    planned = query.objectives(asked.published, plan)
    told = query.groups(asked.published, plan, planned, "region")["hits"]
    # Three in Noord: hidden; Oost, the next smallest, goes with it, or Noord would be what is left of the total.
    assert {name: (row["items"], row["hours"]) for name, row in told.items()} == {
        "Noord": (None, None), "Oost": (None, None), "West": (9, 90.0),
    }  # fmt: skip
    assert told["Noord"]["chance"] == 0.01


def test_what_one_answer_shows_of_the_plan_in_use_never_fills_in_what_another_hides(
    folder: SnapshotFolder, asked: Context
) -> None:
    _objective(folder, "workers")
    plan = folder.latest("plan")
    told = query.groups(asked.published, plan, query.objectives(asked.published, plan), "sector")
    # The answer tells 10 items in A under the plan in use; the plan itself has fewer than five there.
    assert told["hits"]["A"]["items"] is None
    assert told["workers"]["A"]["items"] == 12


def test_asking_is_a_job_with_the_weights_of_the_settings(folder: SnapshotFolder, asked: Context) -> None:
    plan = folder.latest("plan")
    ask_objective(asked, plan, "severity", WORDS)
    ask_objective(asked, plan, "mix", WORDS)
    mix, severity = objective_jobs(asked)
    assert severity.argument == {"name": "objective", "objective": "severity"}
    assert mix.argument == {"name": "objective", "objective": "mix", "hits": 1, "workers": 1}
    assert weights_of(plan) == {"hits": 1.0, "workers": 1.0}
    assert [line.action for line in asked.audit_log.lines()] == ["ask_job", "ask_job"]
    missing = component(_screen(asked), "objective-missing")
    assert "waiting" in words_on(missing)
    with pytest.raises(WrongFormError):
        ask_objective(asked, plan, "profit", WORDS)


def test_a_screen_knows_when_there_is_something_new(folder: SnapshotFolder, asked: Context) -> None:
    view = view_of(asked, {"language": "en"})
    ask_objective(asked, view.plan, "workers", WORDS)
    before = signature(view)
    assert before == signature(view)
    jobs = Jobs(asked.store_url)
    job = jobs.take(["what_if"], "worker")
    assert job
    running = signature(view)
    answer = _objective(folder, "workers")
    jobs.finish(job, answer.manifest.snapshot_id)
    done = signature(view)
    assert len({tuple(before), tuple(running), tuple(done)}) == 3
    assert done[0] == answer.manifest.snapshot_id


def test_who_may_not_ask_sees_no_button(folder: SnapshotFolder, asked: Context) -> None:
    reader = Context(
        asked.published, asked.audit_log, account_of=lambda: Account("a", frozenset({"auditor"})), language="en"
    )
    missing = words_on(component(_screen(reader), "objective-missing"))
    assert "Calculate" not in missing
    assert "Whoever may ask what-if questions" in missing


def test_tables_are_taken_along_and_logged(folder: SnapshotFolder, asked: Context) -> None:
    _objective(folder, "workers")
    view = view_of(asked, {"language": "nl", "parameters": {"by": "region", "what": "items"}})
    for name in ("measures", "groups"):
        told = export_table(view, name)
        assert told
        assert told[0] == f"doelen-{name}-2026-Q4.csv"
        assert "synthetisch" in told[1]
    assert [(line.action, line.detail["table"]) for line in asked.audit_log.lines()] == [
        ("export_objective", "measures"),
        ("export_objective", "groups"),
    ]
    assert export_table(view, {"a": 1}) is None


def test_no_employer_is_on_the_page_or_in_its_files(folder: SnapshotFolder, asked: Context) -> None:
    _objective(folder, "workers")
    names = quarter_items()["trade_name"].to_list() + quarter_items()["employer_id"].to_list()
    view = view_of(asked, {})
    told = words_on(_screen(asked)) + "".join(
        (export_table(view, name) or ("", ""))[1] for name in ("measures", "groups")
    )
    assert not [name for name in names if name in told]
