"""From plan to decisions to outcomes to registers to labels: each case comes back with its ground and probability."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcome import case_of
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import PlanRoll, plan_roll
from models.labels import labelled_cases, open_cases
from models.labels.cases import selected_cases
from models.labels.response import random_arm_response
from pipelines.outcomes.delivering import Delivered, deliver, untold
from pipelines.outcomes.importing import Import, import_outcomes
from pipelines.store import store_of
from tests.support.data_folders import DataFolder
from tests.support.deliveries import csv_text
from tests.support.drops import quarantine_of
from tests.support.plans import DRAWN_WITH, MONTHS, PLAN_ID, TODAY, Item, publish_items
from tests.support.stores import Store

ITEMS = (
    Item(1),
    Item(2, random=True),
    Item(3, random=True),
    Item(4, random=True),
    Item(5, "letter"),
    Item(6, "desk_check"),
    Item(7),
    Item(8, random=True),
    Item(9),
)
DAYS = {"opened_on": "7-4-2026", "closed_on": "20-4-2026", "hours": "12,5"}
VISITED = {"instrument": "visit", "status": "visited"} | DAYS
DESK_CHECK = {"instrument": "desk_check", "status": "done_at_desk"} | DAYS


def row(number: int, **told: str) -> dict[str, str]:
    names = [
        "plan_id", "employer_id", "instrument", "status", "opened_on", "closed_on", "hours", "response", "by",
        *(f"{law}_{field}" for law in ("wml", "wav", "waadi") for field in ("examined", "violation", "article")),
        "wml_workers", "wml_underpaid_eur", "wml_sanction",
    ]  # fmt: skip
    given = {"plan_id": PLAN_ID, "employer_id": f"E{number:03d}", "by": "A. de Wit"} | told
    return {name: given.get(name, "") for name in names}


def examined(violation: str) -> dict[str, str]:
    """All three laws examined; of the WML perhaps a violation."""
    found = {f"{law}_examined": "ja" for law in ("wml", "wav", "waadi")}
    return found | {"wml_violation": violation, "wav_violation": "nee", "waadi_violation": "nee"}


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path)
    made.load()
    publish_items(made.data, ITEMS)
    return made


@pytest.fixture
def roll(folder: DataFolder) -> PlanRoll:
    return plan_roll(folder.folder.latest("plan"))


def decide(folder: DataFolder, roll: PlanRoll, decision: PlanDecision) -> int:
    return PlanDecisions(store_of(folder.settings)).record(decision, "root", roll).sequence


def tell(folder: DataFolder, *rows: dict[str, str], name: str = "april.csv") -> Import:
    path = folder.root / name
    path.write_text(csv_text(rows), encoding="utf-8")
    return import_outcomes(folder.settings, path, partial=False, language="nl", today=TODAY)


def give(folder: DataFolder) -> Delivered:
    return deliver(folder.settings, TODAY)


def tables(folder: DataFolder) -> dict[str, str]:
    return {name: folder.warehouse.table(name) for name in ("inspections", "findings")}


def test_every_case_comes_back_as_a_label_with_its_ground_and_probability(folder: DataFolder, roll: PlanRoll) -> None:
    decide(folder, roll, PlanDecision(PLAN_ID, "E003", "drop", "bankrupt", "J. Jansen"))
    asked = decide(folder, roll, PlanDecision(PLAN_ID, "E009", "swap", "better_candidate", "J. Jansen",
                                              other_employer_id="E050", ground="signal"))  # fmt: skip
    PlanDecisions(store_of(folder.settings)).answer(
        PLAN_ID, "E009", leaves=True, by="P. Pieters", version=asked, system_user="root", roll=roll
    )
    found = examined("ja") | {"wml_article": "WML art. 7", "wml_workers": "3", "wml_underpaid_eur": "1234,56"}
    done = tell(
        folder,
        row(1, **VISITED, **found, wml_sanction="boete"),
        row(2, **VISITED, **examined("nee")),
        row(4, **VISITED | {"status": "niet gevonden", "hours": "1,5"}),
        row(5, instrument="letter", status="letter_sent", opened_on="2026-04-07", closed_on="2026-05-07"),
        row(6, **DESK_CHECK, wml_examined="ja", wml_violation="nee"),
        row(7, instrument="visit", status="not_done", closed_on="2026-05-31"),
        row(8, **VISITED | {"closed_on": "", "hours": ""}),
        row(50, **VISITED, **examined("nee")),
    )
    assert (done.stored, done.problems) == (8, ())
    delivered = give(folder)
    # A letter and a model's visit that was not done are no inspection; lot's bankrupt one is closed non-response.
    assert (delivered.cases, delivered.closed, delivered.findings) == (7, 6, 10)
    folder.ingest()
    assert quarantine_of(folder.warehouse) == []
    new = folder.rows("inspections").filter(pl.col("case_id").str.starts_with(PLAN_ID)).sort("employer_id")
    assert new.select("employer_id", "selection_ground", "selection_probability").rows() == [
        ("E001", "model", None),
        ("E002", "random", DRAWN_WITH),
        ("E003", "random", DRAWN_WITH),
        ("E004", "random", DRAWN_WITH),
        ("E006", "model", None),
        ("E008", "random", DRAWN_WITH),
        ("E050", "signal", None),
    ]
    assert new["spent_minutes"].to_list() == [750, 750, None, 90, 750, None, 750]
    assert new["establishment_id"].to_list()[4] is None  # a desk check visits no site
    assert new["team"].unique().to_list() == ["West 1"]
    assert_labels(folder)


def assert_labels(folder: DataFolder) -> None:
    """Each law that was examined is a label with its case's ground; non-response is none."""
    labels = labelled_cases(tables(folder), TODAY).filter(pl.col("case_id").str.starts_with(PLAN_ID))
    assert labels.select("employer_id", "law", "selection_ground", "violation").sort("employer_id", "law").rows() == [
        ("E001", "WML", "model", True),
        ("E001", "Waadi", "model", False),
        ("E001", "Wav", "model", False),
        ("E002", "WML", "random", False),
        ("E002", "Waadi", "random", False),
        ("E002", "Wav", "random", False),
        ("E006", "WML", "model", False),
        ("E050", "WML", "signal", False),
        ("E050", "Waadi", "signal", False),
        ("E050", "Wav", "signal", False),
    ]
    assert labels.filter(pl.col("violation")).select("workers_affected", "underpaid_cents").rows() == [(3, 123_456)]


def test_non_response_is_no_negative_and_stays_in_the_response_rate(folder: DataFolder, roll: PlanRoll) -> None:
    before = random_arm_response(tables(folder), TODAY).row(0, named=True)
    decide(folder, roll, PlanDecision(PLAN_ID, "E003", "drop", "ceased", "J. Jansen"))
    tell(
        folder,
        row(2, **VISITED, **examined("nee")),
        row(4, **VISITED | {"status": "no_access"}),
        row(8, instrument="visit", status="not_done", closed_on="2026-05-31"),
    )
    give(folder)
    folder.ingest()
    drawn = selected_cases(tables(folder), TODAY).filter(pl.col("case_id").str.starts_with(PLAN_ID))
    assert set(drawn["case_id"]) == {case_of(PLAN_ID, f"E{number:03d}") for number in (2, 3, 4, 8)}
    assert drawn["closed_on"].null_count() == 0
    assert open_cases(tables(folder), roll.selected_on, TODAY) == 0
    labels = labelled_cases(tables(folder), TODAY).filter(pl.col("case_id").str.starts_with(PLAN_ID))
    assert labels["employer_id"].unique().to_list() == ["E002"]
    after = random_arm_response(tables(folder), TODAY).row(0, named=True)
    # Four more were drawn and closed; at one of them somebody looked.
    assert (after["closed"] - before["closed"], after["examined"] - before["examined"]) == (4, 1)


def test_nobody_can_probe_by_taking_an_item_out_and_bringing_it_back(folder: DataFolder) -> None:
    """While a plan runs, the registers get nothing from which it shows whether lot drew an item that was taken out."""
    this_month = TODAY.replace(day=1)
    publish_items(folder.data, ITEMS, "running", months=(this_month,))
    roll = plan_roll(folder.folder.latest("plan"))
    decisions = PlanDecisions(store_of(folder.settings))
    for employer in ("E002", "E003", "E007"):
        decisions.record(PlanDecision("running", employer, "drop", "ceased", "J. Jansen"), "root", roll)
    tell(folder, row(2, plan_id="running", instrument="letter", status="letter_sent", opened_on="2026-04-07"))
    assert give(folder) == Delivered(None)
    next_month = (this_month + timedelta(days=32)).replace(day=1)
    assert deliver(folder.settings, next_month).cases == 2  # E007 was not drawn


def test_delivering_twice_adds_nothing(folder: DataFolder) -> None:
    tell(folder, row(1, **VISITED, **examined("nee")))
    first = give(folder)
    assert first.drop is not None
    assert give(folder) == Delivered(None)
    assert untold(folder.settings, TODAY) == len(ITEMS) - 1
    folder.ingest()
    assert give(folder) == Delivered(None)
    assert tell(folder, row(1, **VISITED, **examined("nee"))).unchanged == 1
    assert give(folder) == Delivered(None)


def test_a_correction_waits_for_the_next_day_and_withdraws_what_was_not_examined(folder: DataFolder) -> None:
    tell(folder, row(1, **VISITED, **examined("ja") | {"wml_article": "WML art. 7"}))
    give(folder)
    folder.ingest()
    tell(folder, row(1, **VISITED, wav_examined="ja", wav_violation="nee"))
    assert give(folder).waiting == 1
    tomorrow = TODAY.fromordinal(TODAY.toordinal() + 1)
    assert deliver(folder.settings, tomorrow).findings == 3
    folder.ingest()
    case = case_of(PLAN_ID, "E001")
    labels = labelled_cases(tables(folder), tomorrow).filter(pl.col("case_id") == case)
    assert labels.select("law", "violation").rows() == [("Wav", False)]
    labels = labelled_cases(tables(folder), TODAY).filter(pl.col("case_id") == case)
    assert labels.filter(pl.col("violation"))["law"].to_list() == ["WML"]


def test_a_drawn_item_that_comes_back_into_the_plan_is_a_case_again(folder: DataFolder, roll: PlanRoll) -> None:
    dropped = decide(folder, roll, PlanDecision(PLAN_ID, "E003", "drop", "ceased", "J. Jansen"))
    assert give(folder).closed == 1
    decide(folder, roll, PlanDecision(PLAN_ID, "E003", "accept", "stays_after_all", "J. Jansen", version=dropped))
    tell(folder, row(3, **VISITED, **examined("nee")))
    assert give(folder).waiting == 1  # it went into a drop of today already
    tomorrow = TODAY.fromordinal(TODAY.toordinal() + 1)
    assert deliver(folder.settings, tomorrow).findings == 3
    folder.ingest()
    labels = labelled_cases(tables(folder), tomorrow).filter(pl.col("case_id") == case_of(PLAN_ID, "E003"))
    assert labels["selection_probability"].to_list() == [DRAWN_WITH] * 3


def test_a_fruitless_try_that_is_given_up_closes_its_case_when_the_plan_is_over(
    folder: DataFolder, roll: PlanRoll
) -> None:
    tell(folder, row(2, instrument="visit", status="not_found", opened_on="7-4-2026"))
    decide(folder, roll, PlanDecision(PLAN_ID, "E002", "drop", "no_site", "J. Jansen"))
    during = deliver(folder.settings, MONTHS[1])
    assert (during.cases, during.closed) == (1, 0)
    after = give(folder)
    assert (after.cases, after.closed, after.findings) == (1, 1, 0)
    folder.ingest()
    case = selected_cases(tables(folder), TODAY).filter(pl.col("case_id") == case_of(PLAN_ID, "E002"))
    assert case["selection_ground"].to_list() == ["random"]
    assert case["closed_on"].is_not_null().all()


def test_what_the_registers_do_not_know_is_named_and_stops_nothing_else(folder: DataFolder, roll: PlanRoll) -> None:
    more = {"month": MONTHS[0], "ground": "signal", "team": "West 1"}
    decide(folder, roll, PlanDecision(PLAN_ID, "E0000999", "add", "report_received", "J. Jansen", **more))
    stranger = row(2, **VISITED, **examined("nee")) | {"employer_id": "E0000999"}
    away = row(1, **VISITED, **examined("nee")) | {"establishment_id": "999999999999"}
    assert tell(folder, away, {**stranger, "establishment_id": ""}).stored == 2
    delivered = give(folder)
    assert (delivered.cases, delivered.unknown_employers) == (1, ("E0000999",))
    assert delivered.unknown_sites == ("999999999999",)
    folder.ingest()
    assert quarantine_of(folder.warehouse) == []
    new = folder.rows("inspections").filter(pl.col("case_id").str.starts_with(PLAN_ID))
    assert new.select("employer_id", "establishment_id").rows() == [("E001", None)]


def test_a_drop_that_cannot_be_logged_does_not_stay(folder: DataFolder) -> None:
    tell(folder, row(1, **VISITED, **examined("nee")))
    store = Store("sqlite", store_of(folder.settings))
    store.drop_refusals("audit_head")
    store.run("DELETE FROM audit_head")
    with pytest.raises(KompasError, match="lost its head"):
        give(folder)
    assert list(folder.settings.register_dir.glob("*outcomes-*")) == []
