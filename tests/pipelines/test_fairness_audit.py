"""The audit of fairness end to end, on a small world of which it is known who is wronged."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.published import Published, UnreadableSnapshotError
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditFilter, AuditLog
from models.small_cells import FEW
from pipelines.fairness.candidates import candidates
from pipelines.fairness.ranked import planned
from pipelines.fairness.showing import fairness_lines
from pipelines.fairness.tables import AuditTables
from pipelines.fairness.testing import of_everybody
from pipelines.steps.fairness import audit_sources, fairness_step
from pipelines.store import store_of
from tests.support.audited_world import FEW_VOF, NAMES, AuditedWorld, audited_world

TABLES = [field.name for field in fields(AuditTables)]


@pytest.fixture(scope="module")
def wronged(tmp_path_factory: pytest.TempPathFactory) -> AuditedWorld:
    world = audited_world(tmp_path_factory.mktemp("wronged"), wronged=True)
    fairness_step(world.context)
    return world


@pytest.fixture(scope="module")
def without_traits(tmp_path_factory: pytest.TempPathFactory) -> AuditedWorld:
    world = audited_world(tmp_path_factory.mktemp("open"), wronged=True, traits=False)
    fairness_step(world.context)
    return world


def _audit(world: AuditedWorld) -> Snapshot:
    return world.folder.latest("fairness")


def _table(world: AuditedWorld, name: str) -> pl.DataFrame:
    return pl.read_parquet(_audit(world).table(name))


def _report(world: AuditedWorld) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_audit(world).file("report.json").read_text(encoding="utf-8"))
    return content


def _opened(world: AuditedWorld) -> list[dict[str, Any]]:
    lines = AuditLog(store_of(world.settings)).lines(AuditFilter(actions=("open_traits",)))
    return [line.detail for line in lines]


def test_it_accuses_the_right_group_at_the_right_step_and_no_other(wronged: AuditedWorld) -> None:
    accused = _report(wronged)["accused"]
    assert {(row["step"], row["dimension"], row["group"]) for row in accused} == {
        ("hand_selection", "owner_origin", "b")
    }
    assert all(row["low"] > 2 for row in accused)  # five times as often, whatever the ground
    tests = _table(wronged, "step_tests")
    assert tests.filter(step="hand_selection", part="model")["verdict"].to_list() == ["accused"]
    assert tests.filter(step="finding")["verdict"].unique().to_list() == ["not_accused"]
    assert _table(wronged, "growth").filter(pl.col("arises"))["step"].unique().to_list() == ["hand_selection"]


def test_what_it_prints_in_both_languages(wronged: AuditedWorld) -> None:
    dutch, english = (list(fairness_lines(wronged.settings, language)) for language in ("nl", "en"))
    assert len(dutch) == len(english)
    assert dutch[0].startswith("Synthetische gegevens")
    assert any(line.strip().startswith("ACCUSED: Selection by hand: group b against a (Origin of") for line in english)
    assert any(line.strip().startswith("BESCHULDIGD: Keuze met de hand: groep b tegenover a") for line in dutch)
    assert any("random visits needed, 240 made" in line for line in english)  # 24 months of ten by lot, all closed
    pages = [_audit(wronged).file(f"report.{language}.html").read_text(encoding="utf-8") for language in ("nl", "en")]
    assert all("synthe" in page.lower() for page in pages)
    assert pages[1].index("What this audit does not know") < pages[1].index("ACCUSED: Selection by hand")


def test_the_figures_by_hand(wronged: AuditedWorld) -> None:
    rate = _table(wronged, "group_figures").filter(step="hand_selection", dimension="size_class", group="1")
    cases = pl.read_parquet(wronged.folder.latest("warehouse").table("inspections"))
    by_hand = cases.filter(pl.col("selection_ground") != "random")["employer_id"].unique()
    chosen = sum(int(name[1:]) % 3 == 0 for name in by_hand)
    assert rate["units"].item() == 400
    assert rate["positives"].item() == chosen
    assert rate["value"].item() == pytest.approx(chosen / 400)
    arm = _table(wronged, "power")
    assert arm["visits_made"].unique().to_list() == [240]


def test_opening_the_store_is_in_the_log_with_its_purpose(wronged: AuditedWorld) -> None:
    store = SnapshotFolder(wronged.settings.audit_store_dir).latest("audit_traits").manifest.snapshot_id
    assert _opened(wronged) == [{"purpose": "fairness_audit", "snapshot_id": store, "as_of": "2026-10-31"}]


def test_nothing_of_one_employer_is_published(wronged: AuditedWorld) -> None:
    for name in TABLES:
        table = _table(wronged, name)
        assert not {"employer_id", "unit", "case_id"} & set(table.columns)
        texts = table.select(pl.col(pl.String)).unpivot()["value"].drop_nulls()
        assert not texts.str.contains("E0000|C2025|C2026").any(), name
    written = "".join(path.read_text("utf-8") for path in _audit(wronged).path.iterdir() if path.suffix != ".parquet")
    assert not any(name in written for name in NAMES)


def test_no_small_count_is_published(wronged: AuditedWorld) -> None:
    for name in ("group_figures", "over_cuts", "within", "proxies", "indicators"):
        table = _table(wronged, name)
        for count in ("positives", "negatives"):
            assert not table[count].is_between(1, FEW - 1).any(), (name, count)
    cases = pl.read_parquet(wronged.folder.latest("warehouse").table("inspections"))
    by_hand = cases.filter(pl.col("selection_ground") != "random")["employer_id"].unique()
    assert by_hand.is_in(NAMES[:FEW_VOF]).sum() in range(1, FEW)  # there is something to hide, and what would tell it
    few = _table(wronged, "group_figures").filter(step="hand_selection", dimension="legal_form")
    assert dict(few.select("group", "positives").iter_rows()) == {"bv": None, "vof": None}
    assert few["value"].is_null().all()
    tests = _table(wronged, "step_tests")
    for count in ("chosen", "chosen_in_group"):
        assert not tests[count].is_between(1, FEW - 1).any()


def test_without_the_store_it_runs_on_what_everybody_may_see_and_says_so(without_traits: AuditedWorld) -> None:
    report = _report(without_traits)
    assert report["unknown"][0] == "no_traits"
    assert report["accused"] == []
    assert _table(without_traits, "step_tests").is_empty()
    assert set(_table(without_traits, "group_figures")["dimension"]) >= {"sector", "region", "sector x region"}
    assert _opened(without_traits) == []
    lines = list(fairness_lines(without_traits.settings, "en"))
    assert "  No step was tested, since the data on origin are not held." in lines


def test_an_audit_is_made_once_and_on_the_way_to_a_plan_that_plan_makes_no_other(wronged: AuditedWorld) -> None:
    assert fairness_step(wronged.context).reused
    features = wronged.folder.latest("features")
    items = pl.DataFrame({"employer_id": NAMES[:60], "region": ["West"] * 60})
    drawn = [number in (0, 99) for number in range(len(NAMES))]
    inclusion = pl.DataFrame({"employer_id": NAMES, "region": ["West"] * len(NAMES), "drawn": drawn})
    plan = wronged.publish("plan", {"items": items, "inclusion": inclusion}, features, notes={"plan_id": "2026-11"})
    assert fairness_step(wronged.context, before_plan="yes").reused
    first = _audit(wronged)
    other = wronged.publish("fairness", {"step_tests": _table(wronged, "step_tests")}, features)  # of another setting
    assert _audit(wronged) == other
    assert fairness_step(wronged.context, before_plan="yes").reused
    assert _audit(wronged) == first
    chosen = dict(planned(plan).select("employer_id", "chosen").iter_rows())
    assert [chosen[NAMES[number]] for number in (0, 1, 99, 100)] == [None, True, None, False]


def test_a_damaged_store_is_not_read(tmp_path: Path) -> None:
    world = audited_world(tmp_path, wronged=False)
    store = SnapshotFolder(world.settings.audit_store_dir).latest("audit_traits")
    Path(store.table("audit_traits").replace("*", "part-0")).write_bytes(b"something else")
    with pytest.raises(KompasError, match="store of traits"):
        fairness_step(world.context)


def test_the_dashboard_cannot_read_the_store(wronged: AuditedWorld) -> None:
    published = Published(wronged.settings.snapshots_dir)
    path = SnapshotFolder(wronged.settings.audit_store_dir).latest("audit_traits").table("audit_traits")
    with pytest.raises(UnreadableSnapshotError):
        published.rows("SELECT * FROM read_parquet($path)", {"path": path})


def test_of_too_many_who_were_passed_over_a_share_is_drawn_and_everybody_chosen_stays(wronged: AuditedWorld) -> None:
    sources = audit_sources(wronged.context)
    everybody = candidates(sources, seed=1, threads=1, memory_limit="1GB")
    some = candidates(sources, seed=1, threads=1, memory_limit="1GB", most=2_880)
    assert everybody.kept == 1
    assert some.kept == pytest.approx(0.1)  # of 1,200 employers in 24 months
    chosen = [one.rows["ground"].count() for one in (everybody, some)]
    assert chosen[0] == chosen[1] == 24 * 40
    passed = [one.rows["ground"].null_count() for one in (everybody, some)]
    assert 0.09 < passed[1] / passed[0] < 0.11


def test_counts_and_gaps_of_those_drawn_are_told_of_everybody() -> None:
    # Of 20 passed over in the group and 50 in all a tenth was looked at: 200 and 500 there are.
    counts = {"units": 60, "chosen": 10, "in_group": 24, "chosen_in_group": 4}
    row = counts | {"raw_difference": 0.1, "raw_odds_ratio": 1.2}
    tests = pl.DataFrame(
        [row | {"step": "hand_selection", "part": "signal"}, row | {"step": "hand_selection", "part": "on_the_plan"}],
        schema_overrides={"raw_low": pl.Float64, "raw_high": pl.Float64},
    ).with_columns(raw_low=pl.lit(0.0), raw_high=pl.lit(0.2))
    told = of_everybody(tests, 0.1)
    assert told["units"].to_list() == [510, 60]
    assert told["in_group"].to_list() == [204, 24]
    assert told["raw_odds_ratio"].to_list() == [1.2, 1.2]
    assert told["raw_high"].to_list() == pytest.approx([0.02, 0.2])
