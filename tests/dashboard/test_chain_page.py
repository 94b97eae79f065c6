"""What the chain page shows and to whom, and what a joint visit records."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.context import Context
from dashboard.export import BYTE_ORDER_MARK
from dashboard.lineage import Lineage
from dashboard.pages.chain.bundle import Asked, Proposal, RefusedError, proposed, read_asked, record
from dashboard.pages.chain.bundle_form import confirmation, proposal_as_csv
from dashboard.pages.chain.callbacks import FOLDER
from dashboard.pages.chain.layout import render
from dashboard.planned import plan_id_of
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.signing_in.account import Account
from dashboard.texts import words_of
from data_contracts.store import AuditLog, sqlite_url
from tests.dashboard.conftest import context_over
from tests.support import tables
from tests.support.chain_tables import ABROAD, ALONE, HIRER, LENDER, NOWHERE, RELENDER, SMALL, UNPLANNED
from tests.support.published import publish_all
from tests.support.screens import component, hrefs_on, words_on

NL, EN = words_of(FOLDER, "nl"), words_of(FOLDER, "en")
MONTH = date(2026, 11, 1)


def page(context: Context, lineage: Lineage, party: str, **parameters: str) -> Any:
    return render(context, lineage, Address("nl", "chain", party, parameters), NL)


def as_account(context: Context, tmp_path: Path, account: Account) -> Context:
    log = AuditLog(sqlite_url(tmp_path))
    return Context(Published(context.published.root), log, account_of=lambda: account, language="nl")


def asked(lineage: Lineage, *ticked: str, **otherwise: Any) -> dict[str, Any]:
    filled = {"ticked": list(ticked), "month": "2026-11-01", "team": "West-1", "ground": "project"}
    filled |= {"remark": "Keten P0000004", "plan": lineage.plan.manifest.snapshot_id, "party": LENDER}
    return filled | otherwise


def proposal_of(context: Context, lineage: Lineage, *ticked: str, **otherwise: Any) -> Proposal:
    given = asked(lineage, *ticked, **otherwise)
    return proposed(context, lineage, read_asked(context, lineage, given, NL), NL)


def test_a_lender_shows_its_chain_and_what_is_known(context: Context, lineage: Lineage) -> None:
    told = words_on(page(context, lineage, LENDER))
    for said in (
        tables.NAMES[3],
        "nooit geregistreerd",
        "leende uit",
        "4 in totaal, de meeste uren eerst. Bij minder dan 5 werknemers staan er geen aantallen.",
        "2.000",  # 120,000 minutes to the re-lender
        "1.500",  # 90,000 minutes to the hirer
        "1 in 2 zaken",
        "gepland in november 2026".replace("november ", "november\u00a0"),
        "Wml art. 7 lid 1",
        "Melding",
        "in geen register",
    ):
        assert said in told, said
    # Few workers: 9,000,000 minutes and 900,000 euros stay unseen, also as a sum with others.
    assert "< 5" in told
    assert "150.000" not in told
    assert "900.000" not in told


def test_links_walk_and_a_dossier_opens_for_this_purpose(context: Context, lineage: Lineage) -> None:
    hrefs = hrefs_on(page(context, lineage, LENDER, steps="2"))
    assert f"/nl/chain/{HIRER}?steps=2" in hrefs
    assert f"/nl/employer/{tables.LONG}?purpose=chain" in hrefs
    assert f"/nl/chain/{LENDER}?steps=3" in hrefs


def test_a_field_of_a_joint_visit_that_is_still_empty_says_that_something_is_to_be_chosen(
    context: Context, lineage: Lineage
) -> None:
    ground = component(page(context, lineage, LENDER), "chain-ground")
    assert (ground.value, ground.placeholder) == (None, "Kies")


def test_opening_a_chain_is_logged_by_reference(context: Context, lineage: Lineage) -> None:
    page(context, lineage, LENDER, steps="2")
    (entry,) = [line for line in context.audit_log.lines() if line.action == "open_chain"]
    assert entry.subject == context.audit_log.reference("party", LENDER)
    assert entry.detail["steps"] == 2
    assert tables.NAMES[3] not in str(entry.detail)


@pytest.mark.parametrize(
    ("party", "said"),
    [
        ("", "Kies eerst een uitlener"),
        ("nobody", "Er is geen partij met nummer nobody"),
        ("<script>", "Er is geen partij met nummer <script>"),
        (ALONE, "niet bekend dat zij uitleende of inleende"),
        (ABROAD, "Deze partij zit in het buitenland"),
        (NOWHERE, "Deze partij staat in geen register"),
    ],
)
def test_every_state_says_what_is_the_matter(context: Context, lineage: Lineage, party: str, said: str) -> None:
    assert said in words_on(page(context, lineage, party, steps="x", **{"from": "-1"}))


def test_without_any_link_the_page_says_what_is_missing(tmp_path: Path) -> None:
    publish_all(tmp_path, visits=20)
    (links,) = tmp_path.glob("snapshots/warehouse/*/staffing_links/*.parquet")
    pl.read_parquet(links).clear().write_parquet(links)
    context = context_over(tmp_path)
    lineage = context.published.lineage()
    assert lineage
    assert "Er zijn nog geen uitleenrelaties" in words_on(page(context, lineage, ""))


def test_outside_its_regions_an_account_sees_names_and_nothing_more(
    context: Context, lineage: Lineage, tmp_path: Path
) -> None:
    north = as_account(context, tmp_path, Account("noor", frozenset({"planner"}), ("Noord",)))
    screen = page(north, lineage, LENDER)
    told, hrefs = words_on(screen), hrefs_on(screen)
    assert tables.NAMES[0] in told
    assert "buiten uw regio's" in told
    assert "1 in 2 zaken" not in told
    assert "Wml art. 7" not in told
    assert f"/nl/employer/{tables.LONG}?purpose=chain" in hrefs
    outside = page(north, lineage, HIRER)
    assert "Deze werkgever ligt buiten uw regio's" in words_on(outside)
    assert not any("/employer/" in href for href in hrefs_on(outside))
    with pytest.raises(RefusedError, match="minstens één werkgever"):
        proposal_of(north, lineage, UNPLANNED)


def test_who_may_not_read_the_plan_or_decide_sees_neither(context: Context, lineage: Lineage, tmp_path: Path) -> None:
    auditor = as_account(context, tmp_path, Account("aud", frozenset({"auditor"})))
    told = words_on(page(auditor, lineage, LENDER))
    assert "gepland in" in told
    assert "Gezamenlijk bezoek" not in told
    nobody = as_account(context, tmp_path, Account("niemand", frozenset()))
    assert "gepland in" not in words_on(page(nobody, lineage, LENDER))


def test_a_joint_visit_adds_who_is_not_planned_and_leaves_the_others(context: Context, lineage: Lineage) -> None:
    proposal = proposal_of(context, lineage, LENDER, UNPLANNED, NOWHERE, "P0000006")
    # The lender in no register is no employer, and the last has no part in this chain.
    assert [visit.employer_id for visit in proposal.visits] == [tables.LONG, tables.UNPLANNED]
    assert [visit.employer_id for visit in proposal.added] == [tables.UNPLANNED]
    shown = words_on(confirmation(context, proposal, {}, NL))
    assert "staat al in het plan (gepland in november\u00a02026) en blijft zo" in shown
    assert "wordt toegevoegd in november\u00a02026 bij West-1" in shown
    assert "Van 1 is geen schatting van de uren." in shown
    assert record(context, lineage.plan, proposal, NL) == "1 bezoek is toegevoegd aan het plan."
    (row,) = context.decisions.of_plan(plan_id_of(context.published, lineage.plan))
    assert (row.employer_id, row.kind, row.state, row.by) == (tables.UNPLANNED, "add", "done", "planner")
    assert (row.month, row.team, row.ground, row.reason) == (MONTH, "West-1", "project", "part_of_project")
    assert row.remark == "Keten P0000004"
    again = proposal_of(context, lineage, UNPLANNED)
    assert again.added == ()
    with pytest.raises(RefusedError, match="niets toe te voegen"):
        record(context, lineage.plan, again, NL)


def test_what_somebody_else_recorded_meanwhile_is_told_and_not_overruled(context: Context, lineage: Lineage) -> None:
    mine, theirs = (proposal_of(context, lineage, UNPLANNED) for _ in range(2))
    record(context, lineage.plan, theirs, NL)
    with pytest.raises(RefusedError, match=r"Vastgelegd: 0 van 1\. Bij Eenmanszaak Zonder Plan lukte het niet"):
        record(context, lineage.plan, mine, NL)
    assert len(context.decisions.of_plan(plan_id_of(context.published, lineage.plan))) == 1


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        ({"ticked": []}, "minstens één"),
        ({"ticked": {"a": 1}}, "minstens één"),
        ({"ticked": [None, 7, {}]}, "minstens één"),
        ({"ticked": [f"P{number}" for number in range(11)]}, "hooguit 10"),
        ({"month": "2031-01-01"}, "Kies een maand"),
        ({"month": ["2026-11-01"]}, "Kies een maand"),
        ({"team": "Elders-9"}, "Kies een maand"),
        ({"ground": "random"}, "Kies een maand"),
        ({"remark": "x" * 501}, "te lang"),
        ({"plan": "20000101T000000000000Z-00000000"}, "ander plan"),
        ({"party": ["P0000004"]}, "minstens één"),
        ({"party": "\ud800"}, "minstens één"),
        ({"ticked": ["\ud800"]}, "minstens één"),
    ],
)
def test_what_will_not_do_is_told(context: Context, lineage: Lineage, otherwise: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        proposal_of(context, lineage, **{"ticked": [UNPLANNED], **otherwise})
    assert context.decisions.all() == ()


def test_the_file_is_neutral_and_tells_no_ground(context: Context, lineage: Lineage) -> None:
    proposal = proposal_of(context, lineage, SMALL, RELENDER, UNPLANNED)
    text = proposal_as_csv(context, lineage.plan, proposal, EN)
    assert text.startswith(BYTE_ORDER_MARK + '"Employer"')
    assert '"\'=HYPERLINK(""http' in text
    assert "synthetic" in text
    assert not any(ground in text for ground in ("Project", "project", "Signal", "Random", "Model"))


def test_the_page_reads_the_same_whatever_lot_drew(tmp_path: Path) -> None:
    publish_all(tmp_path, visits=20)
    (items,) = tmp_path.glob("snapshots/plan/*/items.parquet")
    told = []
    for drawn in (tables.LONG, tables.RICH):
        lot = pl.col("employer_id") == drawn
        pl.read_parquet(items).with_columns(
            selection_ground=pl.when(lot).then(pl.lit("random")).otherwise(pl.lit("model")),
            instrument=pl.when(lot).then(pl.lit("visit")).otherwise(pl.lit("letter")),
            bundle_id=pl.when(lot).then(None).otherwise(pl.lit("B1")),
            expected_hours=pl.when(lot).then(20.0).otherwise(0.5),
        ).write_parquet(items)
        context = context_over(tmp_path)
        lineage = context.published.lineage()
        assert lineage
        proposal = proposal_of(context, lineage, LENDER, HIRER, RELENDER)
        screens = [words_on(page(context, lineage, party)) for party in (LENDER, HIRER)]
        shown = words_on(confirmation(context, proposal, {}, NL))
        told.append([*screens, shown, proposal_as_csv(context, lineage.plan, proposal, NL)])
    assert told[0] == told[1]


def test_what_was_filled_in_is_read_whole(context: Context, lineage: Lineage) -> None:
    found = read_asked(context, lineage, asked(lineage, UNPLANNED), NL)
    assert found == Asked(
        lineage.plan.manifest.snapshot_id, LENDER, (UNPLANNED,), MONTH, "West-1", "project", "Keten P0000004"
    )
