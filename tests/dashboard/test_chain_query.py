"""Who lends to whom around a party, as known on a date: figures worked out by hand from `chain_tables`."""

from datetime import date

import pytest

from dashboard import chains
from dashboard.chains import Link, neighbourhood, party_of_employer
from dashboard.components.chain_layout import COLUMN_WIDTH, levels, positions
from dashboard.lineage import Lineage
from dashboard.pages.chain import query
from dashboard.published import Published
from data_contracts.snapshots import Snapshot
from tests.support import tables
from tests.support.chain_tables import (
    ABROAD,
    ALONE,
    BEHIND,
    HIRER,
    LENDER,
    NOWHERE,
    NOWHERE_NAME,
    RELENDER,
    SMALL,
    UNPLANNED,
)

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def warehouse(lineage: Lineage) -> Snapshot:
    return lineage.snapshot("warehouse")


def test_one_step_holds_the_partners_by_hours_and_their_links(published: Published, warehouse: Snapshot) -> None:
    around = neighbourhood(published, warehouse, LENDER, tables.AS_OF)
    # 120,000 minutes; 60,000 + 30,000 (the corrected row); 24,000; the few workers of the last weigh nothing.
    assert [party.party_id for party in around.parties] == [LENDER, RELENDER, HIRER, UNPLANNED, SMALL]
    assert around.links == (
        Link(LENDER, HIRER, SEPTEMBER, OCTOBER, 2, 12, 90_000, 3_000_000, relent=False),
        Link(LENDER, SMALL, OCTOBER, OCTOBER, 1, None, None, None, relent=False),
        Link(LENDER, RELENDER, OCTOBER, OCTOBER, 1, 20, 120_000, 3_600_000, relent=True),
        Link(LENDER, UNPLANNED, SEPTEMBER, SEPTEMBER, 1, 6, 24_000, 700_000, relent=False),
    )
    assert around.left_out == 0


def test_a_party_has_what_the_register_says_of_it(published: Published, warehouse: Snapshot) -> None:
    around = neighbourhood(published, warehouse, LENDER, tables.AS_OF, 2)
    named = {party.party_id: party for party in around.parties}
    lender, relender, nowhere = named[LENDER], named[RELENDER], named[NOWHERE]
    assert (lender.name, lender.kind, lender.employer_id) == (tables.NAMES[3], "registered", tables.LONG)
    assert (lender.region, lender.sector, lender.size_class) == ("Noord", "G", "10-19")
    assert (lender.roles, lender.step) == (("lender",), 0)
    assert (relender.roles, relender.step) == (("lender", "hirer", "relender"), 1)
    assert (nowhere.name, nowhere.kind, nowhere.employer_id, nowhere.region) == (
        NOWHERE_NAME,
        "unregistered",
        None,
        None,
    )
    assert (named[BEHIND].step, nowhere.step) == (2, 2)


def test_lending_in_another_month_is_not_passing_on(published: Published, warehouse: Snapshot) -> None:
    around = neighbourhood(published, warehouse, NOWHERE, tables.AS_OF)
    relent = {link.hirer_id: link.relent for link in around.links if link.lender_id == NOWHERE}
    assert relent == {HIRER: False, RELENDER: False}  # hired in September, lent in October


def test_what_became_known_later_does_not_exist_yet(published: Published, warehouse: Snapshot) -> None:
    early = neighbourhood(published, warehouse, LENDER, date(2026, 10, 10), 3)
    assert [party.party_id for party in early.parties] == [LENDER, HIRER]
    assert early.links[0].workers == 80
    assert early.links[0].minutes == 660_000


def test_of_too_many_the_largest_stay_and_the_others_are_counted(
    published: Published, warehouse: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chains, "MOST_PARTIES", 3)
    around = neighbourhood(published, warehouse, LENDER, tables.AS_OF)
    assert [party.party_id for party in around.parties] == [LENDER, RELENDER, HIRER]
    assert around.left_out == 2
    further = neighbourhood(published, warehouse, LENDER, tables.AS_OF, 2)
    assert [party.party_id for party in further.parties] == [LENDER, RELENDER, BEHIND]
    # Three other hirers of the lender, and the lender in no register that lends to the re-lender.
    assert further.left_out == 4


def test_a_party_without_links_stands_alone_and_an_unknown_one_nowhere(
    published: Published, warehouse: Snapshot
) -> None:
    alone = neighbourhood(published, warehouse, ALONE, tables.AS_OF, 3)
    assert [party.party_id for party in alone.parties] == [ALONE]
    assert alone.links == ()
    assert neighbourhood(published, warehouse, ABROAD, tables.AS_OF).links == ()
    assert neighbourhood(published, warehouse, "nobody", tables.AS_OF).parties == ()


def test_an_employer_leads_to_its_party(published: Published, warehouse: Snapshot) -> None:
    assert party_of_employer(published, warehouse, tables.LONG, tables.AS_OF) == LENDER
    assert party_of_employer(published, warehouse, "E0000200", tables.AS_OF) is None


def test_lenders_stand_left_of_whom_they_lend_to(published: Published, warehouse: Snapshot) -> None:
    around = neighbourhood(published, warehouse, RELENDER, tables.AS_OF, 2)
    level_of = levels(around.parties, around.links)
    assert level_of[LENDER] == level_of[NOWHERE] == -1
    assert level_of[RELENDER] == level_of[HIRER] == 0
    assert level_of[BEHIND] == 1
    placed = positions(around.parties, around.links)
    assert placed[RELENDER][0] - placed[LENDER][0] == COLUMN_WIDTH
    assert len(set(placed.values())) == len(around.parties)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zeer lange", [LENDER]),
        ("ZEER LANGE", [LENDER]),
        ("celik", [NOWHERE]),
        ("angstrom", [RELENDER]),
        ("10000004", [LENDER]),
        ("e0000005", [RELENDER]),
        (LENDER, [LENDER]),
        ("op een factuur", [LENDER, RELENDER]),
        ("Dostawca", [ABROAD]),
        ("Cosic", []),  # hires only
        ("%", []),
        ("c", []),
    ],
)
def test_lenders_are_found_by_name_and_number(
    published: Published, warehouse: Snapshot, typed: str, found: list[str]
) -> None:
    rows = query.find_lenders(published, warehouse, typed, tables.AS_OF)
    assert sorted(party.party_id for party, _ in rows) == sorted(found)


def test_hirers_come_by_hours_with_how_many_others_lend_to_them(published: Published, warehouse: Snapshot) -> None:
    hirers = query.around(published, warehouse, LENDER, tables.AS_OF).hirers
    assert [(one.party.party_id, one.others) for one in hirers.shown] == [
        (RELENDER, 1),
        (HIRER, 1),
        (UNPLANNED, 0),
        (SMALL, 0),
    ]
    assert hirers.total == 4
    assert [one.link.relent for one in hirers.shown] == [True, False, False, False]
    few = hirers.shown[-1].link
    assert (few.workers, few.minutes, few.cents) == (None, None, None)
    rest = query.around(published, warehouse, LENDER, tables.AS_OF, first=3).hirers
    assert [one.party.party_id for one in rest.shown] == [SMALL]
    assert rest.total == 4


def test_lenders_to_a_party_and_beside_it(published: Published, warehouse: Snapshot) -> None:
    lenders = query.around(published, warehouse, HIRER, tables.AS_OF).lenders
    assert [(one.party.party_id, one.others) for one in lenders.shown] == [(LENDER, 3), (NOWHERE, 1)]
    around = query.around(published, warehouse, LENDER, tables.AS_OF)
    assert [(other.party.party_id, other.shared) for other in around.others] == [(NOWHERE, 2)]
    assert (around.others_total, around.lenders.total) == (1, 0)
    # In a chain of three the one in between has both sides, and its hirer another lender besides.
    between = query.around(published, warehouse, RELENDER, tables.AS_OF)
    assert [one.party.party_id for one in between.hirers.shown] == [BEHIND]
    assert [one.party.party_id for one in between.lenders.shown] == [LENDER, NOWHERE]
    assert [one.link.relent for one in between.lenders.shown] == [True, False]


def test_what_was_found_and_reported_is_of_the_date_and_an_open_case_has_no_ground(
    published: Published, warehouse: Snapshot
) -> None:
    known = query.known_of(published, warehouse, [tables.RICH, tables.LONG], tables.AS_OF)
    assert known.signals == {tables.RICH: 2}
    told = [(case["case_id"], case["selection_ground"], len(case["findings"])) for case in known.cases[tables.RICH]]
    assert told == [("Z-2026-07", None, 0), ("Z-2025-01", "signal", 2)]
    assert tables.LONG not in known.cases


def test_gaps_lie_between_periods_of_registration() -> None:
    first, second = (date(2012, 7, 1), date(2025, 1, 10)), (date(2025, 2, 1), None)
    assert query.gaps_between([first, second]) == ((date(2025, 1, 11), date(2025, 1, 31)),)
    assert query.gaps_between([first, (date(2025, 1, 11), None)]) == ()
    assert query.gaps_between([second]) == query.gaps_between([]) == ()
    # A long period holds a short one: what lies behind the short one is no gap.
    nested = [(date(2012, 1, 1), date(2020, 1, 1)), (date(2013, 1, 1), date(2014, 1, 1)), (date(2020, 1, 2), None)]
    assert query.gaps_between(nested) == ()
