"""What stands round a dossier: signals, changes of the registers, peers, the chain, decisions of before."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.context import Context
from dashboard.pages.employer.chain import GRAPH, chain_block
from dashboard.pages.employer.decisions import decisions_about, decisions_block
from dashboard.pages.employer.history import history_block
from dashboard.pages.employer.history_query import Event, history
from dashboard.pages.employer.later import place_for
from dashboard.pages.employer.layout import BLOCKS, render
from dashboard.pages.employer.peers import peers_block
from dashboard.pages.employer.peers_query import MAIN, peers
from dashboard.pages.employer.shown import FOLDER, Opened
from dashboard.pages.employer.signals import signals_block
from dashboard.pages.employer.signals_query import signals
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import PlanRoll, plan_roll
from features.peers import peer_medians
from tests.dashboard.conftest import context_over
from tests.support.accounts import signed_in
from tests.support.dossier import publish_dossiers
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.screens import component, hrefs_on, words_on
from tests.support.tables import AS_OF, LONG, MARKUP, NAMES, PLAIN, RICH, UNPLANNED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("around")
    publish_dossiers(path)
    return path


@pytest.fixture(scope="module")
def read(folder: Path) -> Published:
    return Published(folder / "snapshots")


@pytest.fixture(scope="module")
def warehouse(read: Published) -> Snapshot:
    return read.folder.latest("warehouse")


@pytest.fixture
def looking(read: Published, tmp_path: Path) -> Context:
    return Context(read, AuditLog(sqlite_url(tmp_path)), account_of=signed_in, language="nl")


def _words(language: Any = "nl") -> Words:
    return words_of(FOLDER, language)


def _opened(context: Context, employer_id: str) -> Opened:
    lineage = context.published.lineage()
    assert lineage
    return Opened(employer_id, lineage, _words(), "signal")


def test_a_signal_repeats_one_on_the_same_topic_within_twelve_months(read: Published, warehouse: Snapshot) -> None:
    # Pay on 31 May 2024, on 1 June 2025 (a year and a day later: no repeat) and on 1 June 2026 (twelve months: one).
    told = [(row["month"], row["topic"], row["before"]) for row in signals(read, warehouse, RICH, AS_OF)]
    assert told == [
        (date(2026, 6, 1), "wml", date(2025, 6, 1)),
        (date(2025, 7, 1), "hours", None),
        (date(2025, 6, 1), "wml", None),
        (date(2024, 5, 1), "wml", None),
    ]
    block = words_on(signals_block(signals(read, warehouse, RICH, AS_OF), _words()))
    assert "4 meldingen sinds mei\u00a02024. Herhalingen: 1." in block
    assert "na juni\u00a02025" in block
    assert "vakbond" not in block.lower()  # nothing leads to the source


def test_a_corrected_signal_stands_with_the_other_employer(read: Published, warehouse: Snapshot) -> None:
    assert signals(read, warehouse, PLAIN, AS_OF) == []
    assert len(signals(read, warehouse, MARKUP, AS_OF)) == 1
    assert len(signals(read, warehouse, PLAIN, date(2026, 6, 10))) == 1  # the correction was not known yet
    assert "geen melding over deze werkgever bekend" in words_on(signals_block([], _words()))


def test_changes_of_the_registers_stand_in_order(read: Published, warehouse: Snapshot) -> None:
    events = history(read, warehouse, RICH, AS_OF)
    days = [event.day for event in events]
    assert days == sorted(days, reverse=True)
    told = {(event.day, event.kind): dict(event.values) for event in events}
    assert told[date(2026, 4, 10), "insolvency"] == {"insolvency": "suspension"}
    assert told[date(2026, 4, 1), "officer_gone"] == {"role": "director", "count": 1}
    assert told[date(2025, 2, 1), "officer_new"] == {"role": "director", "count": 2}
    assert told[date(2026, 6, 1), "site_gone"] == {"place": ("9712AB", "GM0014")}
    assert told[date(2026, 10, 31), "number_gone"] == {"number": "100000001L03"}
    assert not any(event.kind == "trade_name" for event in events)  # the other name became known later
    # The number that was corrected to another employer never passed: it was never this one's.
    assert not any(event.values.get("number") == "100000005L05" for event in events)


def _version(**changes: Any) -> dict[str, Any]:
    base = {
        "employer_id": "E1", "rsin": "1", "kvk_number": "1", "trade_name": "Oud bv", "legal_form": "bv",
        "sbi_code": "0111",
        "size_class": "1", "province": "GR", "start_date": date(2020, 1, 1), "end_date": None,
        "waadi_registered_from": None, "waadi_registered_to": None, "sna_certified_from": None,
        "sna_certified_to": None, "wtta_status": "not_applied", "valid_from": date(2020, 1, 1), "valid_to": None,
        "known_at": date(2020, 1, 1),
    }  # fmt: skip
    return base | changes


def test_names_certificates_and_taken_over_numbers_are_events(tmp_path: Path) -> None:
    later = date(2025, 3, 1)
    first = _version(valid_to=date(2025, 2, 28), known_at=date(2025, 3, 2))
    second = _version(
        trade_name="Nieuw bv", size_class="5-9", sna_certified_from=later, valid_from=later, known_at=later
    )
    dates = dict.fromkeys(
        (
            "end_date",
            "waadi_registered_from",
            "waadi_registered_to",
            "sna_certified_from",
            "sna_certified_to",
            "valid_to",
        ),
        pl.Date,
    )
    employers = pl.DataFrame([_version(), first, second], schema_overrides=dates, infer_schema_length=None)
    numbers = pl.DataFrame(
        [("7L01", "E2", date(2020, 1, 1), date(2025, 5, 31)), ("7L01", "E1", date(2025, 6, 1), None)],
        schema=["loonheffingennummer", "employer_id", "valid_from", "valid_to"],
        orient="row",
    ).with_columns(known_at=pl.lit(date(2025, 6, 2)))
    sites = pl.DataFrame(
        [("1", "E1", "1011AB", "GM0363", date(2020, 1, 1)), ("1", "E1", "9711AB", "GM0014", date(2025, 7, 1))],
        schema=["establishment_id", "employer_id", "postcode", "municipality_code", "valid_from"],
        orient="row",
    ).with_columns(valid_to=pl.lit(None, pl.Date), known_at=pl.lit(date(2025, 7, 2)))
    nobody = {"employer_id": pl.String, "valid_from": pl.Date, "valid_to": pl.Date, "known_at": pl.Date}
    officers = pl.DataFrame(schema={"officer_pid": pl.Int64, "role": pl.String} | nobody)
    days = {"kind": pl.String, "declared_on": pl.Date, "ended_on": pl.Date}
    insolvencies = pl.DataFrame(schema={"insolvency_id": pl.String} | days | nobody)
    found = SnapshotFolder(tmp_path / "snapshots")
    tables = {"employers": employers, "wage_tax_numbers": numbers, "establishments": sites}
    tables |= {"officers": officers, "insolvencies": insolvencies}
    made = publish_kind(found, "warehouse", {f"{name}/part-0": frame for name, frame in tables.items()})
    events = history(Published(tmp_path / "snapshots"), made, "E1", AS_OF)
    assert events == [
        Event(date(2025, 7, 1), "site_moved", {"before": ("1011AB", "GM0363"), "after": ("9711AB", "GM0014")}),
        Event(date(2025, 6, 1), "number_from", {"number": "7L01", "other": "E2"}),
        Event(later, "trade_name", {"before": "Oud bv", "after": "Nieuw bv"}),
        Event(later, "size_class", {"before": "1", "after": "5-9"}),
        Event(later, "sna_certified_from"),
        Event(date(2020, 1, 1), "started"),
        Event(date(2020, 1, 1), "site_new", {"place": ("1011AB", "GM0363")}),
    ]
    block = history_block(events, {"E2": {"trade_name": "Overgenomen bv"}}, _words())
    assert "Vestiging verhuisd: van 1011\u00a0AB Amsterdam naar 9711\u00a0AB Groningen." in words_on(block)
    assert "Loonheffingennummer 7L01 overgenomen van\n \nOvergenomen bv" in words_on(block)
    assert hrefs_on(block) == {"/nl/employer/E2"}


def test_peers_are_those_of_the_features_own_comparison(read: Published) -> None:
    features = read.folder.latest("features")
    found = peers(read, features, RICH)
    assert found
    by_name = {standing.feature: standing for standing in found.standings}
    # Twenty employers of its size class have 1 to 20: the median is 10.5, nineteen others are higher.
    pay = by_name["mean_pay_ratio"]
    assert (pay.level, pay.peers, pay.value, pay.quartiles[1]) == ("size", 20, 1.0, 10.5)
    assert (pay.lower, pay.higher) == (0.0, 1.0)
    # What it does not have, and too few of its peers, is left out; who has it is laid beside all.
    assert "lent_hours_per_paid_hour" not in by_name
    lender = peers(read, features, LONG)
    assert lender
    lent = next(standing for standing in lender.standings if standing.feature == "lent_hours_per_paid_hour")
    assert (lent.level, lent.peers, lent.value) == ("all", 1, 0.5)
    medians = peer_medians(pl.read_parquet(features.table("current")), MAIN)
    mine = medians.filter(pl.col("size_class") == "10-19").to_dicts()[0]
    for name, standing in by_name.items():
        assert standing.quartiles[1] == pytest.approx(mine[name])


def test_with_too_few_of_its_size_the_sector_is_compared(read: Published) -> None:
    found = peers(read, read.folder.latest("features"), "E0000040")
    assert found
    assert {standing.level for standing in found.standings} == {"sector"}
    told = words_on(peers_block(found, _words()))
    assert "van dezelfde grootte zijn er te weinig" in told
    assert "Vergeleken met 40 werkgevers" in told
    # It has three workers: what is counted over them is not shown.
    rows = told.splitlines()
    assert rows[rows.index("Gemiddeld loon ten opzichte van het minimum") + 1] == "–"
    assert rows[rows.index("Werknemers") + 1] == "< 5"
    assert rows[rows.index("Meldingen in 24 maanden") + 1] == "40"


def test_who_has_no_features_is_told_so(read: Published) -> None:
    assert peers(read, read.folder.latest("features"), UNPLANNED) is None
    assert "op de peildatum niet actief" in words_on(peers_block(None, _words()))


def test_the_chain_is_drawn_around_the_employer(looking: Context) -> None:
    block = chain_block(looking, _opened(looking, RICH))
    told = words_on(block)
    assert "Leent in van 1 uitlener." in told
    picture = component(block, GRAPH)
    names = {item["data"].get("label") for item in picture.elements}
    assert {NAMES[0], NAMES[3], "Klussenbende"} <= names
    assert "/nl/chain/P1" in hrefs_on(block)
    nobody = words_on(chain_block(looking, _opened(looking, PLAIN)))
    assert "niemand ingeleend of uitgeleend" in nobody


def test_decisions_of_earlier_plans_stand_below_those_of_now(tmp_path: Path) -> None:
    published = publish_all(tmp_path, visits=3)
    looking = context_over(tmp_path)
    plan = looking.published.plan()
    roll = plan_roll(plan)
    earlier = PlanRoll(**{**vars(roll), "plan_id": "2026-08"})
    for plan_id, of_plan in (("2026-08", earlier), ("2026-11", roll)):
        decision = PlanDecision(plan_id, RICH, "accept", "as_planned", "Jan Jansen", view="open")
        looking.decisions.record(decision, "planner", of_plan)
    address = Address("nl", "employer", RICH)
    block = decisions_block(looking, plan, decisions_about(looking, plan, RICH), address, _words())
    told = words_on(block)
    assert told.index("Stand onder plan 2026-11") < told.index("Onder plan 2026-08")
    assert told.count("Aannemen: Zoals gepland") == 2
    read_lines = [line.subject for line in looking.audit_log.lines() if line.action == "read_plan_decisions"]
    assert sorted(read_lines) == ["plan:2026-08", "plan:2026-11"]
    publish_plan(published, visits=0, plan_id="2027-02")
    empty = looking.published.plan()
    block = decisions_block(looking, empty, decisions_about(looking, empty, RICH), address, _words())
    assert "Onder het huidige plan is er niets te besluiten" in words_on(block)
    assert decisions_block(looking, empty, decisions_about(looking, empty, MARKUP), address, _words()) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_through_the_page_leads_to_blocks_that_are_there(looking: Context, language: Any) -> None:
    lineage = looking.published.lineage()
    assert lineage
    address = Address(language, "employer", LONG, {"purpose": "signal"})
    page = render(looking, lineage, address, _words(language))
    links = {href.removeprefix("#") for href in hrefs_on(page) if href.startswith("#")}
    assert links == set(BLOCKS) - {"noted"}
    for name in links:
        assert component(page, name)
    assert words_on(place_for("wages", _words(language))).endswith({"nl": "Laden…", "en": "Loading…"}[language])
