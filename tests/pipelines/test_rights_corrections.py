"""A correction request: what was known when, which plans rested on it, which facts change, and who decided."""

from datetime import date
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.store.corrections import Corrections, RecordedRequest
from pipelines.auditing.verifying import verify_store
from pipelines.rights.correcting import ask, decide, reopened
from pipelines.rights.request_page import request_page
from pipelines.store import store_of
from tests.support.data_folders import DataFolder, Rows
from tests.support.plans import PLAN_ID
from tests.support.register_rows import MAKERS
from tests.support.rights import FORMULA, ME, NEIGHBOUR, publish_after, rights_folder

NUMBER = MAKERS["wage_tax_numbers"](7)["loonheffingennummer"]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = rights_folder(tmp_path)
    publish_after(made)
    return made


@pytest.fixture
def low_paid(tmp_path: Path) -> DataFolder:
    """The worker of the seventh employer got EUR 1,500.00 for 160.5 hours in January 2026, of age 35."""
    made = DataFolder(tmp_path)

    def low(rows: Rows) -> None:
        rows["wage_records"][7] |= {"wage_eur": "1500.00", "overtime_wage_eur": "0.00"}

    made.load(spoil=low)
    publish_after(made)
    return made


def ask_name(folder: DataFolder, employer_id: str = ME, column: str = "trade_name") -> RecordedRequest:
    key = [f"employer_id={employer_id}", "valid_from=2010-01-01"]
    return ask(
        folder.settings, ME, "employers", key, column, "Zeven bv", asked_by="de werkgever", by="A. Anders",
        reason="verkeerde naam", purpose="verzoek 3",
    )  # fmt: skip


def test_every_version_of_the_row_stands_with_its_day_drop_and_plans(folder: DataFolder) -> None:
    made = ask_name(folder)
    assert made.contested is not None
    assert made.contested.says == FORMULA
    found = reopened(folder.settings, made.request_id, "verzoek 3")
    assert [(version.known_at, version.row["trade_name"]) for version in found.history] == [
        (date(2020, 1, 1), "Bedrijf 7"),
        (date(2026, 3, 10), FORMULA),
    ]
    assert found.plans == ((PLAN_ID,), (PLAN_ID,))
    assert found.decision is None
    text = str(request_page(found, "nl"))
    assert "BETWIST" in text
    assert "10-03-2026" in text
    assert folder.log()[-1].detail["purpose"] == "verzoek 3"


def test_what_granting_would_change_is_computed_with_a_later_row_and_nothing_is_changed(low_paid: DataFolder) -> None:
    row = low_paid.rows("wage_records").filter(loonheffingennummer=NUMBER).to_dicts()[0]
    key = [f"{name}={row[name]}" for name in ("loonheffingennummer", "worker_pid", "income_relationship", "period")]
    made = ask(
        low_paid.settings, ME, "wage_records", key, "wage_cents", "250000", asked_by="werkgever", by="A. Anders",
        reason="tikfout", purpose="verzoek 4",
    )  # fmt: skip
    found = reopened(low_paid.settings, made.request_id, "verzoek 4")
    assert found.effect is not None
    below = [(then["amount_cents"] if then else None, now) for then, now in found.effect.changed if then]
    # 160.5 hours at EUR 14.71 ask EUR 2,360.95 (the half cent drops), and EUR 1,500.00 was declared.
    assert below == [(86_095, None)]
    assert low_paid.rows("wage_records").filter(loonheffingennummer=NUMBER)["wage_cents"].to_list() == [150_000]
    again = decide(low_paid.settings, made.request_id, granted=True, by="B. Baas", reason="loonstrook gezien")
    assert (again.state, again.by) == ("granted", "B. Baas")
    text = str(request_page(reopened(low_paid.settings, made.request_id, "verzoek 4"), "nl"))
    assert "TOEGEWEZEN" in text
    assert "€\\xa0860,95" in text


def test_until_it_is_decided_the_employer_is_contested_and_each_decision_is_a_line_of_the_log(
    folder: DataFolder,
) -> None:
    corrections = Corrections(store_of(folder.settings))
    made = ask_name(folder)
    assert corrections.contested_employers() == {ME}
    with pytest.raises(KompasError, match="cannot decide it too"):
        decide(folder.settings, made.request_id, granted=True, by="De  Werkgever", reason="het is zo")
    decide(folder.settings, made.request_id, granted=False, by="B. Baas", reason="klopt met het handelsregister")
    assert corrections.contested_employers() == frozenset()
    lines = [line for line in folder.log() if line.action.endswith("_correction")]
    assert [(line.action, line.detail["state"]) for line in lines] == [
        ("ask_correction", "asked"),
        ("decide_correction", "refused"),
    ]
    assert "Anders" not in str([line.detail for line in lines])
    assert not verify_store(folder.settings).wrong
    with pytest.raises(KompasError, match=r"decided already: refused, by B\. Baas"):
        decide(folder.settings, made.request_id, granted=True, by="C.", reason="toch wel")


def test_what_is_not_this_employers_or_no_value_is_refused(folder: DataFolder) -> None:
    with pytest.raises(KompasError, match="no such row of employer E007"):
        ask_name(folder, NEIGHBOUR)
    with pytest.raises(KompasError, match="can be contested is one of"):
        ask_name(folder, column="known_at")
    assert Corrections(store_of(folder.settings)).all() == ()
    assert [line.action for line in folder.log()] == ["rights_correct"] * 2  # who looked is logged, whatever was found


def test_a_request_about_a_fact_says_that_it_follows_from_rows(folder: DataFolder) -> None:
    made = ask(
        folder.settings, ME, "facts", ["rule=minimum_wage"], "amount_cents", "0", asked_by="werkgever", by="A.",
        reason="klopt niet", purpose="verzoek 5",
    )  # fmt: skip
    found = reopened(folder.settings, made.request_id, "verzoek 5")
    assert found.history == ()
    assert "follows from rows" in str(request_page(found, "en"))
