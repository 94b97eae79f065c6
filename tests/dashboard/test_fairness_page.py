"""The fairness page: shares by hand, small groups together, no ground of selection, and what is not known in words."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.components.groups import SMALL
from dashboard.components.segment_sheet import BY_WHAT
from dashboard.components.sheets import EVERYTHING, file_of
from dashboard.context import Context
from dashboard.pages.fairness import FOLDER
from dashboard.pages.fairness.layout import render, taken
from dashboard.pages.fairness.selection import told
from dashboard.routing import parse_address
from dashboard.texts import words_of
from models.evaluation.bootstrap import wilson_interval
from tests.dashboard.conftest import context_over
from tests.support import plan_tables
from tests.support.model_tables import publish_model_run
from tests.support.published import publish_all, publish_kind
from tests.support.screens import component, words_on

VISITS = 60


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = tmp_path_factory.mktemp("fairness-run")
    publish_model_run(publish_all(folder, visits=VISITS))
    return context_over(folder)


def _page(context: Context, search: str = "") -> Any:
    address, lineage = parse_address("/en/fairness", search, "nl", "plan"), context.published.lineage()
    assert lineage is not None
    return render(context, lineage, address, words_of(FOLDER, "en"))


def _everything(context: Context, search: str = "") -> dict[str, Any]:
    address = parse_address("/en/fairness", search, "nl", "plan")
    content: dict[str, Any] = json.loads(file_of(context, FOLDER, EVERYTHING, address, taken)[0]["content"])
    return content


def test_the_share_of_each_group_by_hand(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=VISITS)
    items = plan_tables.items(VISITS).filter(pl.col("employer_id").str.slice(1).cast(pl.Int64) <= 15)
    frames = {"items": items, "teams": plan_tables.teams(items), "inclusion": plan_tables.inclusion(items)}
    publish_kind(folder, "plan", frames, notes={"plan_id": "2026-11"})
    rows = _everything(context_over(tmp_path))["tables"]["selection_legal_form"]["rows"]
    assert [row["group"] for row in rows] == ["All employers", "private limited company (bv)"]
    low, high = wilson_interval(15, VISITS)
    for row in rows:
        assert (row["employers"], row["chosen"], row["share"]) == (VISITS, 15, 0.25)
        assert row["interval"] == {"low": pytest.approx(low), "high": pytest.approx(high)}
        assert row["ratio"] == 1


def test_small_groups_stand_together() -> None:
    rows = [
        {"group": "A", "employers": 50, "chosen": 5},
        {"group": "B", "employers": 3, "chosen": 4},
        {"group": "C", "employers": 9, "chosen": 2},
    ]
    assert {group: counts for group, *counts in told(rows)} == {"A": [50, 5], SMALL: [12, 6]}


def test_few_chosen_employers_are_not_told_and_not_by_subtraction(tmp_path: Path) -> None:
    # Of sixty employers the plan chose 3 in Noord, 6 in Oost and 9 in West: 18 in all. Noord is hidden, and Oost with
    # it, or 3 would be left of the total; so are their shares, in the file too.
    rows = [
        {"group": "Noord", "employers": 20, "chosen": 3},
        {"group": "Oost", "employers": 20, "chosen": 6},
        {"group": "West", "employers": 20, "chosen": 9},
    ]
    assert told(rows) == [("Noord", 20, None), ("Oost", 20, None), ("West", 20, 9)]
    folder = publish_all(tmp_path, visits=VISITS)
    items = plan_tables.items(3)
    frames = {"items": items, "teams": plan_tables.teams(items), "inclusion": plan_tables.inclusion(items)}
    publish_kind(folder, "plan", frames, notes={"plan_id": "2026-11"})
    context = context_over(tmp_path)
    for table in (_everything(context)["tables"][f"selection_{name}"]["rows"] for name in BY_WHAT):
        for row in table:
            assert row["chosen"] in ("not shown", 0)
            assert row["share"] in ("not shown", 0, None)
            assert row["interval"] is None or row["chosen"] == 0
    assert "not shown" in words_on(component(_page(context), "selection"))


def test_what_lot_did_changes_nothing_of_the_selection(tmp_path: Path) -> None:
    made = []
    for ground in ("random", "model"):
        folder = publish_all(tmp_path / ground, visits=VISITS)
        items = plan_tables.items(VISITS).with_columns(
            selection_ground=pl.lit(ground), inclusion_probability=pl.lit(0.01 if ground == "random" else 1.0)
        )
        frames = {"items": items, "teams": plan_tables.teams(items), "inclusion": plan_tables.inclusion(items)}
        publish_kind(folder, "plan", frames, notes={"plan_id": "2026-11"})
        context = context_over(tmp_path / ground)
        tables = _everything(context)["tables"]
        made.append([tables[f"selection_{name}"]["rows"] for name in BY_WHAT])
        assert "random" not in words_on(component(_page(context), "selection")).lower()
    assert made[0] == made[1]
    assert {key for row in made[0][0] for key in row} == {"group", "employers", "chosen", "share", "interval", "ratio"}


def test_errors_and_estimates_by_group(run: Context) -> None:
    errors = words_on(component(_page(run), "errors"))
    assert (
        "50% (40%\u00a0to\u00a060%)\n75% (70%\u00a0to\u00a080%)" in errors
    )  # of the capture of 25% three quarters are missed
    needs = {row["sector"]: row for row in _everything(run)["tables"]["needs"]["rows"]}
    assert needs["All employers"]["estimate"] == 0.1
    assert [row["status"] for row in needs.values()] == ["estimated", "estimated", "too few cases drawn by lot"]
    assert [row["estimate"] for row in needs.values()] == [0.1, 0.15, None]


def test_what_is_not_known_stands_first_and_in_words(run: Context) -> None:
    page = _page(run)
    sections = [item.id for item in page.children if hasattr(item, "id")]
    assert sections[0] == "unknown"
    unknown = words_on(component(page, "unknown"))
    assert "No fairness audit has been made yet." in unknown
    assert "Does the selection fall more heavily on employers with certain groups of workers?\nNothing." in unknown


def test_without_a_measured_backtest_it_says_what_to_run(context: Context) -> None:
    page = _page(context)
    assert "kompas backtest" in words_on(component(page, "errors"))
    assert "kompas backtest" in words_on(component(page, "needs"))


def test_taking_along_is_logged(run: Context) -> None:
    document = _everything(run, "?law=WML&by=region")
    assert document["snapshots"]["plan"]["snapshot_id"] == run.published.folder.latest("plan").manifest.snapshot_id
    assert len(document["tables"]["proxies"]["rows"]) > 100
    line = [line for line in run.audit_log.lines() if line.action == "export_fairness"][-1]
    assert line.detail["table"] == EVERYTHING


def test_nothing_of_the_page_names_the_store_of_traits() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    assert "audit_traits" not in sources
