"""What-ifs and scenarios from registers to snapshot, on sixty employers (see tests/support/what_if_world.py)."""

import json
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store import AuditFilter, AuditLog, sqlite_url
from features.statute.parameters import Known, holds_on
from pipelines.jobs.handlers import HANDLERS
from pipelines.steps.context import StepContext
from pipelines.what_if.run import run_scenario, run_what_if
from pipelines.what_if.showing import scenario_lines, what_if_lines
from tests.support.command import kompas
from tests.support.what_if_world import AUGUST, LOW, NEAR, WhatIfWorld


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> WhatIfWorld:
    made = WhatIfWorld(tmp_path_factory.mktemp("what_if") / "data")
    made.publish_data()
    made.publish_plan()
    return made


@pytest.fixture(scope="module")
def dearer(world: WhatIfWorld) -> Snapshot:
    """The minimum wage 10% higher."""
    return run_scenario(world.context, {"name": "minimum-wage", "percent": 10})


@pytest.fixture(scope="module")
def more_hours(world: WhatIfWorld) -> Snapshot:
    return run_what_if(world.context, {"hours": {"Midden-1": 100}})


def table(snapshot: Snapshot, name: str) -> pl.DataFrame:
    return pl.read_parquet(snapshot.table(name))


def measure(snapshot: Snapshot, name: str, of: str = "measures") -> tuple[float | None, float | None]:
    row = table(snapshot, of).row(by_predicate=pl.col("measure") == name, named=True)
    return row["base"], row["variant"]


def test_a_higher_minimum_wage_by_hand(dearer: Snapshot) -> None:
    # 14.99 becomes 16.49. 11.60 was 3.39 short and is now 4.89; 15.50 is now 0.99 short; each for 100 hours.
    row = table(dearer, "totals").row(by_predicate=pl.col("rule") == "minimum_wage", named=True)
    assert (row["employers_now"], row["employers_then"]) == (5, 15)
    assert (row["workers_now"], row["workers_then"]) == (5, 15)
    assert (row["cents_now"], row["cents_then"]) == (5 * 33_900, 5 * 48_900 + 10 * 9_900)
    assert row["figure"] == "shortfall"


def test_who_falls_under_newly_is_named(dearer: Snapshot) -> None:
    changes = table(dearer, "employers").filter(pl.col("rule") == "minimum_wage")
    assert dict(changes.select("employer_id", "change").iter_rows()) == dict.fromkeys(LOW, "more") | dict.fromkeys(
        NEAR, "new"
    )
    assert changes["trade_name"][0] == "Firm E00"


def test_the_law_and_the_facts_in_use_are_as_they_were(world: WhatIfWorld, dearer: Snapshot) -> None:
    held = holds_on("wml.hourly_minimum", AUGUST)
    assert isinstance(held, Known) and held.value["21"] == 1499
    facts = table(world.folder.latest("features"), "facts").filter(rule="minimum_wage", status="below")
    assert set(facts["employer_id"]) == set(LOW)
    assert "facts.parquet" not in {file.path for file in dearer.manifest.files}


def test_the_answer_says_that_behaviour_is_not_predicted(dearer: Snapshot) -> None:
    for language, words in (("nl", "is niet voorspeld"), ("en", "is not predicted")):
        assert words in dearer.manifest.notes[f"caveats_{language}"][0]
        assert any(words in line for line in scenario_lines(dearer, "nl" if language == "nl" else "en"))
    laid = json.loads(dearer.manifest.notes["overlay"])
    assert laid[0] | {"source": ""} == {
        "parameter": "wml.hourly_minimum", "from": "2025-10-01", "factor": "1.1", "source": "",
    }  # fmt: skip


def test_a_plan_on_the_facts_alone_reaches_more_of_them(dearer: Snapshot) -> None:
    assert measure(dearer, "facts_cents", "plan_effect") == (5 * 339.0, 5 * 489.0 + 10 * 99.0)
    assert measure(dearer, "facts_under", "plan_effect") == (5.0, 15.0)
    planned = measure(dearer, "planned", "plan_effect")
    assert planned[0] is not None and planned[1] is not None and planned[0] <= planned[1]


def test_higher_fines_are_the_last_known_ones_indexed(world: WhatIfWorld) -> None:
    fines = run_scenario(world.context, {"name": "fines"})
    row = table(fines, "totals").row(by_predicate=pl.col("rule") == "minimum_wage", named=True)
    # 22.6% short in one month: a norm of 1,250 each; 18% more is 1,475.
    assert (row["cents_now"], row["amounts_now"]) == (5 * 125_000, "last_known")
    assert (row["cents_then"], row["amounts_then"]) == (5 * 147_500, "indexed")
    assert "facts_items" not in table(fines, "plan_effect")["measure"].to_list()
    assert any("kijkt naar deze bedragen" in text for text in fines.manifest.notes["caveats_nl"])


def test_a_ban_on_relending_meets_who_lends_on(world: WhatIfWorld) -> None:
    ban = run_scenario(world.context, {"name": "relending-ban"})
    row = table(ban, "totals").row(0, named=True)
    assert (row["employers_now"], row["employers_then"], row["workers_then"], row["cents_then"]) == (0, 1, 2, None)
    assert table(ban, "employers")["employer_id"].to_list() == ["E20"]
    # The plan gives the WML a tenth of its hours. On these facts nobody falls under it; a plan is made all the same.
    assert measure(ban, "facts_items", "plan_effect")[1] is not None


def test_admission_meets_lenders_without_it_and_their_hirers(world: WhatIfWorld) -> None:
    wtta = run_scenario(world.context, {"name": "wtta-admission", "from": "2028-01-01"})
    totals = {row["rule"]: row for row in table(wtta, "totals").to_dicts()}
    assert [totals[rule]["employers_then"] for rule in ("lender_admission", "hirer_admission")] == [2, 2]
    assert (totals["lender_admission"]["cents_then"], totals["lender_admission"]["amounts_then"]) == (None, "unknown")
    assert "unknown" in wtta.manifest.notes["sentence_en"]
    assert any("2028-01-01 lies after" in text for text in wtta.manifest.notes["caveats_en"])


def test_more_hours_are_held_against_the_plan_in_use(world: WhatIfWorld, more_hours: Snapshot) -> None:
    plan = world.folder.latest("plan")
    assert measure(more_hours, "hours_available") == (600.0, 900.0)
    assert measure(more_hours, "items")[0] == len(table(plan, "items"))
    base, variant = measure(more_hours, "yield_hits")
    assert base is not None and variant is not None and variant > base
    assert more_hours.manifest.notes["base_plan"] == plan.manifest.snapshot_id
    came, went = measure(more_hours, "items_in")[1], measure(more_hours, "items_out")[1]
    items = measure(more_hours, "items")
    assert came is not None and went is not None and items[0] is not None and items[1] == items[0] + came - went


def test_the_yield_of_the_base_is_that_of_its_items(world: WhatIfWorld, more_hours: Snapshot) -> None:
    # Only visits: 0.1 + 0.01 n for each of three laws.
    items = table(world.folder.latest("plan"), "items")
    assert set(items["instrument"]) == {"visit"}
    numbers = [int(name[1:]) for name in items["employer_id"]]
    assert measure(more_hours, "yield_hits")[0] == pytest.approx(sum(3 * (0.1 + 0.01 * number) for number in numbers))


def test_nobody_of_the_plan_is_named(world: WhatIfWorld, more_hours: Snapshot) -> None:
    planned = set(table(world.folder.latest("plan"), "items")["employer_id"])
    named = table(more_hours, "changes")
    assert len(named) and not set(named["employer_id"]) & planned
    random = run_what_if(world.context, {"name": "more-random"})
    assert table(random, "changes").is_empty()
    assert any("steekproef" in text for text in random.manifest.notes["caveats_nl"])


def test_a_higher_fine_changes_nothing_and_says_so(world: WhatIfWorld) -> None:
    same = run_what_if(world.context, {"name": "higher-fine"})
    assert table(same, "measures").filter(pl.col("base") != pl.col("variant")).is_empty()
    assert same.manifest.notes["sentence_nl"].endswith("het plan blijft gelijk.")
    first, second = same.manifest.notes["caveats_nl"][:2]
    assert "anders gaan gedragen, is niet voorspeld" in first and "doel van het plan kijkt naar boetes" in second
    assert "behave otherwise under higher fines is not predicted" in same.manifest.notes["caveats_en"][0]


def test_a_law_that_ends_yields_nothing_after_it(world: WhatIfWorld) -> None:
    ended = run_what_if(world.context, {"name": "law-date", "law": "Waadi", "until": "2026-11-30"})
    base, variant = measure(ended, "yield_hits")
    assert base is not None and variant is not None and variant < base


def test_a_variant_that_cannot_be_is_published_with_its_clash(world: WhatIfWorld) -> None:
    shares = {"plan.min_shares.law:WML": 0.9, "plan.max_shares.region:Midden": 0.3}
    clash = run_what_if(world.context, {"set": shares})
    notes = clash.manifest.notes
    assert notes["infeasible"] and notes["clash_nl"] in notes["sentence_nl"]
    assert measure(clash, "items")[1] is None
    assert any("geen plan mogelijk" in line for line in what_if_lines(clash, "nl"))
    # Nobody goes out and no group is counted, so nothing is said of those.
    assert not any("Wie eruit gaat" in text or "Van groepen" in text for text in notes["caveats_nl"])


def test_a_plan_of_another_version_says_what_to_do(world: WhatIfWorld, more_hours: Snapshot, tmp_path: Path) -> None:
    old = WhatIfWorld(tmp_path / "data")
    old.publish_data()
    old.publish_plan(code="another version")
    told = run_what_if(old.context, {"name": "higher-fine"}).manifest.notes
    assert any("opnieuw met `kompas plan`" in text for text in told["caveats_nl"])
    assert any("again with `kompas plan`" in text for text in told["caveats_en"])
    assert not any("kompas plan" in text for text in more_hours.manifest.notes["caveats_en"])


def test_a_variant_keeps_the_settings_that_the_plan_was_made_with(world: WhatIfWorld) -> None:
    # The run's settings say a random share of 0.3 by now; the plan was made with 0.1, and 0.1 more of that is 0.2.
    other = world.settings.model_copy(update={"plan": world.settings.plan.model_copy(update={"random_share": 0.3})})
    asked = run_what_if(StepContext.of(other, lambda _: None), {"name": "more-random"})
    assert asked.manifest.configuration["plan"]["random_share"] == pytest.approx(0.2)


def test_the_same_question_is_answered_from_the_snapshot_that_is_there(
    world: WhatIfWorld, more_hours: Snapshot
) -> None:
    lines = len(AuditLog(sqlite_url(world.data)).lines())
    again = HANDLERS["what_if"](world.context, {"hours": {"Midden-1": 100}})
    assert again == more_hours.manifest.snapshot_id
    assert len(AuditLog(sqlite_url(world.data)).lines()) == lines


def test_what_is_asked_of_a_team_that_is_not_there_is_refused(world: WhatIfWorld) -> None:
    with pytest.raises(KompasError, match="no team 'Noord-9'"):
        run_what_if(world.context, {"hours": {"Noord-9": 100}})


def test_without_a_plan_a_scenario_counts_and_a_what_if_says_what_to_run(tmp_path: Path) -> None:
    world = WhatIfWorld(tmp_path / "data")
    world.publish_data()
    ban = run_scenario(world.context, {"name": "relending-ban"})
    assert table(ban, "plan_effect").is_empty()
    assert any("geen plan" in text for text in ban.manifest.notes["caveats_nl"])
    with pytest.raises(KompasError, match="no plan snapshot"):
        run_what_if(world.context, {"name": "more-random"})


def test_the_command_prints_both_sides(world: WhatIfWorld, more_hours: Snapshot) -> None:
    environment = {"KOMPAS_DATA_DIR": str(world.data), "KOMPAS_MEMORY_LIMIT": "500MB"}
    told = kompas("what-if", "--hours", "Midden-1=+100", "--language", "nl", settings=environment)
    assert told.returncode == 0, told.stderr
    assert more_hours.manifest.notes["sentence_nl"] in told.stdout
    assert "Basis: plan 2026-11-test, doel overtredingen." in told.stdout
    assert "Verwachte onderbetaling" in told.stdout
    log = AuditLog(sqlite_url(world.data))
    line = log.lines(AuditFilter(("read_what_if",)))[-1]
    assert line.subject == log.reference("what_if", world.folder.latest("what_if").manifest.snapshot_id)
    assert line.detail == {"plan": more_hours.manifest.notes["base_plan"]}


def test_the_lines_are_there_in_english(dearer: Snapshot, more_hours: Snapshot) -> None:
    what_if, scenario = "\n".join(what_if_lines(more_hours, "en")), "\n".join(scenario_lines(dearer, "en"))
    assert "Base: plan 2026-11-test, objective findings." in what_if
    assert "Among those that come in: Firm E" in what_if
    assert "now 5 employers and 5 workers, then 15 employers and 15 workers; the shortfall goes from" in scenario
    assert "Hotels and restaurants" in scenario
