"""Two sets of facts held together, and what they do to a plan's frame, worked out by hand."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.snapshots import SnapshotFolder
from features.statute.rules import load_rules
from features.statute.scenarios import Counted, load_scenarios, scenario_named
from pipelines.what_if.counting import Counts, count_facts
from pipelines.what_if.plan_effect import effect_table, facts_frame, in_the_plan, without_amounts
from pipelines.what_if.scenario_facts import facts_now
from pipelines.what_if.scenario_step import rule_line
from pipelines.what_if.showing import scenario_lines
from tests.support.published import publish_kind

MINIMUM = Counted("minimum_wage", "shortfall")
PERMITS = Counted("work_permit", "fine_norm", each_worker=True)
FACTS = {
    "employer_id": pl.String, "rule": pl.String, "status": pl.String, "workers": pl.Int64, "amount_cents": pl.Int64,
    "detail": pl.String,
}  # fmt: skip
Fact = tuple[str, str, str, int, int | None, dict[str, Any]]
EMPLOYERS = pl.DataFrame(
    [(f"E{n}", f"Firm {n}", "A" if n < 3 else "B", "Noord", "5-9") for n in range(1, 6)],
    schema=["employer_id", "trade_name", "sector", "region", "size_class"], orient="row",
)  # fmt: skip


def facts(*rows: Fact) -> pl.DataFrame:
    written = [(*row[:5], json.dumps(row[5])) for row in rows]
    return pl.DataFrame(written, schema=FACTS, orient="row")


def shortfall(employer: str, workers: int, cents: int) -> Fact:
    return employer, "minimum_wage", "below", workers, cents, {"fine_norm_cents": None}


NOW = facts(shortfall("E1", 2, 10_000), shortfall("E2", 1, 500), ("E4", "minimum_wage", "not_testable", 9, None, {}))
THEN = facts(shortfall("E1", 5, 30_000), shortfall("E3", 4, 7_000), shortfall("E5", 1, 100))


@pytest.fixture
def counted() -> Counts:
    return count_facts(NOW, THEN, [MINIMUM], EMPLOYERS, indexed=False)


def test_totals_now_and_then(counted: Counts) -> None:
    row = counted.totals.row(0, named=True)
    assert (row["law"], row["rule"], row["figure"]) == ("WML", "minimum_wage", "shortfall")
    assert (row["employers_now"], row["employers_then"]) == (2, 3)
    assert (row["workers_now"], row["workers_then"]) == (3, 10)
    assert (row["cents_now"], row["cents_then"]) == (10_500, 37_100)
    assert (row["amounts_now"], row["amounts_then"]) == ("known", "known")
    assert (row["not_testable_now"], row["not_testable_then"]) == (1, 0)


def test_groups_add_up_to_the_totals(counted: Counts) -> None:
    for dimension in ("sector", "region", "size_class"):
        own = counted.groups.filter(pl.col("dimension") == dimension)
        assert (own["employers_then"].sum(), own["workers_then"].sum(), own["cents_then"].sum()) == (3, 10, 37_100)
    told = counted.groups.row(by_predicate=pl.col("group") == "A", named=True)
    assert (told["employers_now"], told["employers_then"], told["cents_now"]) == (2, 1, 10_500)


def test_who_changes_is_listed_by_how(counted: Counts) -> None:
    changes = dict(counted.employers.select("employer_id", "change").iter_rows())
    assert changes == {"E1": "more", "E2": "gone", "E3": "new", "E5": "new"}


def test_the_norm_of_a_person_counts_for_each_of_them() -> None:
    now = facts(
        ("E1", "work_permit", "below", 3, None, {"fine_norm_cents": None, "fine_norm_last_known_cents": 800_000})
    )
    then = facts(
        ("E1", "work_permit", "below", 3, None, {"fine_norm_cents": 944_000, "fine_norm_last_known_cents": None})
    )
    row = count_facts(now, then, [PERMITS], EMPLOYERS, indexed=True).totals.row(0, named=True)
    assert (row["cents_now"], row["amounts_now"]) == (2_400_000, "last_known")
    assert (row["cents_then"], row["amounts_then"]) == (2_832_000, "indexed")
    said = rule_line(row, "nl")
    assert "€ 24.000 (naar de laatst bekende bedragen)" in said.replace("\u00a0", " ")
    assert "€ 28.320 (laatst bekende bedragen, verhoogd met dit percentage)" in said.replace("\u00a0", " ")


def test_what_is_not_known_is_no_zero() -> None:
    none: dict[str, Any] = {"fine_norm_cents": None, "fine_norm_last_known_cents": None}
    now, then = facts(), facts(("E1", "work_permit", "below", 3, None, none))
    row = count_facts(now, then, [PERMITS], EMPLOYERS, indexed=False).totals.row(0, named=True)
    assert (row["cents_then"], row["amounts_then"], row["amounts_now"]) == (None, "unknown", "none")
    assert "from €0 to unknown" in rule_line(row, "en")


def test_one_unknown_amount_makes_the_sum_unknown() -> None:
    none: dict[str, Any] = {"fine_norm_cents": None, "fine_norm_last_known_cents": None}
    known = {"fine_norm_cents": 800_000, "fine_norm_last_known_cents": None}
    then = facts(("E1", "work_permit", "below", 1, None, known), ("E4", "work_permit", "below", 1, None, none))
    counts = count_facts(facts(), then, [PERMITS], EMPLOYERS, indexed=False)
    assert counts.totals.select("cents_then", "amounts_then").rows() == [(None, "unknown")]
    sectors = counts.groups.filter(dimension="sector")
    assert dict(sectors.select("group", "cents_then").iter_rows()) == {"A": 800_000, "B": None}
    in_plan = {name: in_the_plan(pl.DataFrame({"employer_id": [name]}), counts.under) for name in ("E1", "E4")}
    assert [in_plan[name]["planned_cents"][2] for name in ("E1", "E4")] == [8_000.0, None]


def test_some_known_and_some_last_known_is_said() -> None:
    known = {"fine_norm_cents": 800_000, "fine_norm_last_known_cents": None}
    last = {"fine_norm_cents": None, "fine_norm_last_known_cents": 400_000}
    now = facts(("E1", "work_permit", "below", 1, None, known), ("E2", "work_permit", "below", 2, None, last))
    row = count_facts(now, now, [PERMITS], EMPLOYERS, indexed=False).totals.row(0, named=True)
    assert (row["cents_now"], row["amounts_now"]) == (1_600_000, "partly_last_known")
    raised = count_facts(now, now, [PERMITS], EMPLOYERS, indexed=True).totals.row(0, named=True)
    # Where facts lie before the first day too, the last known amount of that time stands beside the raised ones.
    assert (raised["amounts_now"], raised["amounts_then"]) == ("partly_last_known", "partly_indexed")
    assert "voor een deel verhoogd met dit percentage" in rule_line(raised, "nl")


def test_a_rule_without_amounts_has_none() -> None:
    now = facts(("E1", "relending", "noted", 3, None, {}))
    then = facts(("E1", "relending", "below", 3, None, {}))
    counts = count_facts(now, then, [Counted("relending", "none")], EMPLOYERS, indexed=False)
    row = counts.totals.row(0, named=True)
    assert (row["employers_now"], row["employers_then"], row["cents_then"], row["amounts_then"]) == (0, 1, None, "none")
    assert rule_line(row, "en").endswith("then 1 employer and 3 workers.")
    alike = count_facts(then, then, [Counted("relending", "none")], EMPLOYERS, indexed=False).totals.row(0, named=True)
    assert rule_line(alike, "nl") == "Doorlenen: zowel nu als dan 1 werkgever en 3 werknemers."
    assert rule_line(alike, "en") == "Re-lending: both now and in the scenario 1 employer and 3 workers."


def test_how_much_of_it_is_in_the_plan(counted: Counts) -> None:
    figures = in_the_plan(pl.DataFrame({"employer_id": ["E1", "E3", "E9"]}), counted.under)
    assert figures == {
        "planned": ("employers", 1.0, 2.0),
        "planned_workers": ("workers", 2.0, 9.0),
        "planned_cents": ("eur", 100.0, 370.0),
    }
    told = effect_table(figures).row(2, named=True)
    assert (told["measure"], told["unit"], told["variant"], told["expected"]) == ("planned_cents", "eur", 370.0, False)


def test_amounts_that_no_side_knows_are_left_out() -> None:
    now = facts(("E1", "relending", "noted", 3, None, {}))
    then = facts(("E1", "relending", "below", 3, None, {}))
    under = count_facts(now, then, [Counted("relending", "none")], EMPLOYERS, indexed=False).under
    figures = without_amounts(in_the_plan(pl.DataFrame({"employer_id": ["E1"]}), under))
    assert set(figures) == {"planned", "planned_workers"}


def test_a_frame_of_facts_alone(counted: Counts) -> None:
    frame = pl.DataFrame(
        {"employer_id": ["E1", "E2", "E3"], "p_WML": [0.9] * 3, "workers_Wav": [7.0] * 3, "kept": [1] * 3}
    )
    then = facts_frame(frame, counted.under, "then")
    assert then.select("employer_id", "kept", "p_WML", "workers_WML", "underpaid_WML").rows() == [
        ("E1", 1, 1.0, 5.0, 300.0), ("E2", 1, 0.0, 0.0, 0.0), ("E3", 1, 1.0, 4.0, 70.0),
    ]  # fmt: skip
    assert then["workers_Wav"].to_list() == [0.0] * 3


def test_the_same_workers_under_two_rules_of_a_law_count_once_and_amounts_add_up() -> None:
    then = facts(shortfall("E1", 5, 30_000), ("E1", "deductions", "below", 3, 4_000, {}))
    rules = [MINIMUM, Counted("deductions", "shortfall")]
    under = count_facts(facts(), then, rules, EMPLOYERS, indexed=False).under
    frame = facts_frame(pl.DataFrame({"employer_id": ["E1"]}), under, "then")
    assert frame.select("p_WML", "workers_WML", "underpaid_WML").rows() == [(1.0, 5.0, 340.0)]
    figures = in_the_plan(pl.DataFrame({"employer_id": ["E1"]}), under)
    assert [figures[name][2] for name in ("planned", "planned_workers", "planned_cents")] == [1.0, 5.0, 340.0]


def test_sectors_stand_in_the_order_of_the_rules_and_the_largest_change_first(tmp_path: Path) -> None:
    def group(rule: str, sector: str, workers: tuple[int, int], cents: tuple[int, int]) -> tuple[Any, ...]:
        return ("WML", rule, "sector", sector, 1, 1, *workers, *cents)

    rows = [
        group("deductions", "A", (5, 5), (100, 200)),
        group("deductions", "C", (5, 5), (100, 900)),
        group("minimum_wage", "A", (1, 2), (100, 900)),
        group("minimum_wage", "F", (1, 9), (100, 200)),
    ]
    moments = [f"{name}_{moment}" for name in ("employers", "workers", "cents") for moment in ("now", "then")]
    frames = {
        "totals": count_facts(
            NOW, THEN, [MINIMUM, Counted("deductions", "shortfall")], EMPLOYERS, indexed=False
        ).totals,
        "groups": pl.DataFrame(rows, schema=["law", "rule", "dimension", "group", *moments], orient="row"),
        "plan_effect": effect_table({}),
    }
    notes = {"title_en": "Both", "from": "2026-07-01", "caveats_en": ["Not predicted."]}
    lines = list(scenario_lines(publish_kind(SnapshotFolder(tmp_path), "scenario", frames, notes=notes), "en"))
    assert lines[0] == "Both (from 2026-07-01)"
    first, second = (lines.index(load_rules()[rule].title["en"]) for rule in ("minimum_wage", "deductions"))
    assert first < second
    # Eight workers more in construction; where workers stay the same, the larger amount goes first.
    assert [lines[first + 2].split()[0], lines[first + 3].split()[0]] == ["Construction", "Agriculture"]
    assert [lines[second + 2].split()[0], lines[second + 3].split()[0]] == ["Manufacturing", "Agriculture"]


def test_facts_of_an_earlier_check_are_not_held_against_those_of_this_one(tmp_path: Path) -> None:
    ban = scenario_named("relending-ban")
    version = load_rules()["relending"].version
    for number, (rule, made_by) in enumerate([("relending", version), ("minimum_wage", "0"), ("relending", "0")]):
        made = facts(("E1", rule, "noted", 1, None, {})).with_columns(rule_version=pl.lit(made_by))
        published = publish_kind(SnapshotFolder(tmp_path / str(number)), "features", {"facts": made})
        if number < 2:  # another check may be of another version
            assert len(facts_now(published, ban)) == 1
            continue
        with pytest.raises(KompasError, match=r"earlier version of the check relending") as error:
            facts_now(published, ban)
        assert "kompas features" in error.value.remedy


def test_every_scenario_says_that_behaviour_is_not_predicted() -> None:
    for scenario in load_scenarios():
        assert "niet voorspeld" in scenario.caveats[0]["nl"]
        assert "not predicted" in scenario.caveats[0]["en"]
        assert scenario.source["nl"] and scenario.source["en"] and scenario.title["nl"] and scenario.about["en"]
    assert [part.rule for part in scenario_named("relending-ban").counts] == ["relending"]
