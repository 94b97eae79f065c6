"""Two sets of facts held together, and what they do to a plan's frame, worked out by hand."""

import json
from typing import Any

import polars as pl
import pytest

from features.statute.scenarios import Counted, load_scenarios, scenario_named
from pipelines.what_if.counting import Counts, count_facts
from pipelines.what_if.plan_effect import effect_table, facts_frame, in_the_plan, without_amounts
from pipelines.what_if.scenario_step import rule_line

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
    assert "€ 28.320 (laatst bekende bedragen, verhoogd met het aangekondigde percentage)" in said.replace(
        "\u00a0", " "
    )


def test_what_is_not_known_is_no_zero() -> None:
    none: dict[str, Any] = {"fine_norm_cents": None, "fine_norm_last_known_cents": None}
    now, then = facts(), facts(("E1", "work_permit", "below", 3, None, none))
    row = count_facts(now, then, [PERMITS], EMPLOYERS, indexed=False).totals.row(0, named=True)
    assert (row["cents_then"], row["amounts_then"], row["amounts_now"]) == (None, "unknown", "none")
    assert "from €0 to unknown" in rule_line(row, "en")


def test_some_known_and_some_last_known_is_said() -> None:
    known = {"fine_norm_cents": 800_000, "fine_norm_last_known_cents": None}
    last = {"fine_norm_cents": None, "fine_norm_last_known_cents": 400_000}
    now = facts(("E1", "work_permit", "below", 1, None, known), ("E2", "work_permit", "below", 2, None, last))
    row = count_facts(now, now, [PERMITS], EMPLOYERS, indexed=False).totals.row(0, named=True)
    assert (row["cents_now"], row["amounts_now"]) == (1_600_000, "partly_last_known")


def test_a_rule_without_amounts_has_none() -> None:
    now = facts(("E1", "relending", "noted", 3, None, {}))
    then = facts(("E1", "relending", "below", 3, None, {}))
    counts = count_facts(now, then, [Counted("relending", "none")], EMPLOYERS, indexed=False)
    row = counts.totals.row(0, named=True)
    assert (row["employers_now"], row["employers_then"], row["cents_then"], row["amounts_then"]) == (0, 1, None, "none")
    assert rule_line(row, "en").endswith("then 1 employer and 3 workers.")


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


def test_every_scenario_says_that_behaviour_is_not_predicted() -> None:
    for scenario in load_scenarios():
        assert "niet voorspeld" in scenario.caveats[0]["nl"]
        assert "not predicted" in scenario.caveats[0]["en"]
        assert scenario.source and scenario.title["nl"] and scenario.about["en"]
    assert [part.rule for part in scenario_named("relending-ban").counts] == ["relending"]
