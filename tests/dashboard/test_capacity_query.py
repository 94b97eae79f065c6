"""What the capacity page reads and says."""

from pathlib import Path

import polars as pl
import pytest

from dashboard.components.comparison import percent
from dashboard.components.constraints import change_name, constraint_name, yield_text
from dashboard.components.groups import SMALL, group_name, small_groups
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.capacity import query
from dashboard.pages.capacity.chances import Group, chances
from dashboard.published import Published
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import Language, Words, words_of
from tests.dashboard.conftest import context_over
from tests.support.planned import QUARTER, publish_quarter
from tests.support.published import publish_all
from tests.support.screens import component, words_on


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose plan covers three months, two teams and every instrument."""
    folder = tmp_path_factory.mktemp("quarter")
    publish_quarter(publish_all(folder, visits=3))
    return folder


def _shown(context: Context, language: Language, part: str, search: str = "") -> str:
    address = parse_address(f"/{language}/capacity", search, language, "plan")
    return words_on(component(screen(context, address), part))


def test_planned_hours_are_one_total(published: Published) -> None:
    hours = {item.team: item for item in query.team_hours(published, published.plan())}
    assert list(hours) == ["Noord-1", "Oost-1", "West-1", "West-2", "Zuid-1"]
    west = hours["West-1"]
    assert (west.available, west.reserved, west.planned, west.free, west.items) == (1000, 200, 650, 150, 65)
    assert not hasattr(west, "hours_random")
    assert (hours["Oost-1"].planned, hours["Oost-1"].free) == (0, 800)


def test_a_rate_of_fewer_than_ten_cases_is_not_read(published: Published, lineage: Lineage) -> None:
    assert lineage.backtest
    rates = query.hit_rates(published, lineage.backtest)
    small = [rate for rate in rates if rate["cases"] < 10]
    assert [(rate["law"], rate["selection_ground"]) for rate in small] == [("Waadi", "random")]
    assert all(rate[name] is None for rate in small for name in ("hits", "rate", "low", "high"))
    assert rates[0]["law"] == "WML"
    assert rates[0]["selection_ground"] == "random"
    assert rates[0]["rate"] == 0.15


def test_hours_of_months_add_up_by_team(quarter: Path) -> None:
    published = Published(quarter / "snapshots")
    hours = query.team_hours(published, published.plan())
    assert [(item.team, item.month) for item in hours[:3]] == [("Noord-1", month) for month in QUARTER]
    # Noord-1: 100 + 120 + 80 hours; a fifth held back; planned 10+5+60, 12+6+70 and 8+4+52.
    noord, west = query.by_team(hours)
    assert (noord.available, noord.reserved, noord.planned, noord.free, noord.items) == (300, 60, 227, 13, 9)
    assert (noord.month, west.month) == (QUARTER[0], QUARTER[0])
    assert west.available == 600


def test_hours_by_instrument_begin_with_the_lightest(quarter: Path) -> None:
    published = Published(quarter / "snapshots")
    rows = query.instruments(published, published.plan())
    assert [(row["instrument"], row["items"], row["hours"]) for row in rows] == [
        ("letter", 2, 1.0),
        ("desk_check", 1, 6.0),
        ("visit", 3, 60.0),
        ("joint_visit", 2, 40.0),
    ]


def test_the_month_table_is_only_there_for_a_plan_of_months(quarter: Path, context: Context) -> None:
    assert "januari\u00a02027" in _shown(context_over(quarter), "nl", "hours-months")
    with pytest.raises(AssertionError, match="no component"):
        _shown(context, "nl", "hours-months")


def test_small_groups_are_together_and_never_what_is_left_of_the_total(quarter: Path) -> None:
    published = Published(quarter / "snapshots")
    told = chances(published, published.plan(), "sector")
    # B has 3 employers, D 20: alone B could be had from the total, so D, the next smallest, goes with it.
    assert told.groups == ("A", "F", SMALL)
    assert told.of["plan", SMALL] == Group(SMALL, 23, 1.5)
    assert told.of["plan", "A"].chance == 0.02
    # Three cases of 24 in 2025: their share would tell, and so would that of F (7) beside the total of 40.
    assert told.of["2025", SMALL] == Group(SMALL, 24, 3.0, hidden=True)
    assert [told.of["2025", group].chance for group in (SMALL, "F", "A")] == [None, None, pytest.approx(30 / 590)]
    assert told.merged
    assert not chances(published, published.plan(), "region").merged


def test_a_group_small_in_one_year_is_small_in_all() -> None:
    rows = [
        {"group": "A", "employers": 900}, {"group": "A", "employers": 3},
        {"group": "B", "employers": 4}, {"group": "C", "employers": 700},
    ]  # fmt: skip
    assert small_groups(rows) == {"A", "B"}
    assert small_groups([{"group": "A", "employers": 5}, {"group": "B", "employers": 6}]) == frozenset()


@pytest.mark.parametrize(
    ("language", "found"),
    [
        (
            "nl",
            ("Kleine groepen samen", "minder dan 5 werkgevers", "2,0%", "Planperiode (3 maanden)", "2025 (12 maanden)"),
        ),
        ("en", ("Small groups together", "fewer than 5 employers", "2.0%", "Plan's period (3 months)", "Agriculture")),
    ],
)
def test_the_chance_of_being_visited_says_periods_and_small_groups(
    quarter: Path, language: Language, found: tuple[str, ...]
) -> None:
    shown = _shown(context_over(quarter), language, "chances")
    for text in found:
        assert text in shown
    assert "Mining" not in shown
    assert {"nl": "niet getoond", "en": "not shown"}[language] in shown


@pytest.mark.parametrize("search", ["?by=kind", "?by=region", "?by=size_class"])
def test_the_address_chooses_the_groups(quarter: Path, search: str) -> None:
    shown = _shown(context_over(quarter), "nl", "chances", search)
    expected = {"?by=kind": "Uitlener", "?by=region": "Noord", "?by=size_class": "10-19 werknemers"}
    assert expected[search] in shown.splitlines()


def test_the_quality_of_the_plan_is_told_in_words(quarter: Path) -> None:
    dutch, english = (_shown(context_over(quarter), language, "solution") for language in ("nl", "en"))
    assert "Doel van het plan: zoveel mogelijk vastgestelde overtredingen." in dutch
    assert "levert naar verwachting 12,5 vastgestelde overtredingen op" in dutch
    assert "hoogstens 0,80% boven liggen. Gevonden met HiGHS in 12 seconden" in dutch
    assert "25% of the expected yield rests on assumptions" in english
    assert "chosen visits get at least 50% as many hours as drawn visits" in english


def test_prices_name_the_constraint_the_change_and_the_gain(quarter: Path) -> None:
    shown = _shown(context_over(quarter), "nl", "prices")
    assert "aandeel bezoeken door loting, één procentpunt minder – dat zou naar verwachting 0,25 vastgestelde" in shown
    assert "Uren van Noord-1\néén uur erbij\n0,060 vastgestelde overtredingen" in shown
    assert "Minimum voor regio Noord\nzonder deze eis" in shown
    minimums = "de minima voor gekozen bezoeken naast de gelote (bij groepen naar grootte en sector: 1)"
    assert f"Deze eisen kosten nu niets: {minimums}." in shown


def test_without_prices_or_chances_the_page_says_so(tmp_path: Path) -> None:
    empty = {"chances": pl.DataFrame(), "prices": pl.DataFrame()}
    publish_quarter(publish_all(tmp_path, visits=3), emptied=tuple(empty))
    assert "geen prijzen berekend" in _shown(context_over(tmp_path), "nl", "prices")
    assert "geen pakkans berekend" in _shown(context_over(tmp_path), "nl", "chances")


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("hours:Noord-1", "hours of Noord-1"),
        ("hours:Noord-1:2026-11-01", "hours of Noord-1 in November\u00a02026"),
        ("region:Noord at least", "minimum for region North"),
        ("law:WML at least", "minimum for the WML"),
        ("size_class:1 at most", "maximum for employers with 1 worker"),
        ("sector:F at most", "maximum for sector Construction"),
        (
            "cover:size_class:5-9 at least",
            "minimum for chosen visits beside the drawn ones, employers with 5-9 workers",
        ),
        (
            "cover:sector_group:agencies_and_support at least",
            "minimum for chosen visits beside the drawn ones, sector group agencies and business support",
        ),
        ("random_share", "share of visits drawn by lot"),
        ("something else", "something else"),
    ],
)
def test_a_constraint_is_told_in_words(constraint: str, words: str) -> None:
    assert constraint_name(constraint, _english()) == words


def test_changes_yields_and_chances_are_written_plainly() -> None:
    assert change_name("hours", _english()) == "one hour more"
    assert change_name("at_least_step", _english()) == "one percentage point lower"
    assert change_name("+7 inspectors", _english()) == "+7 inspectors"
    assert yield_text(1234.4, "underpaid", _english()) == "€1,234 of underpayment"
    assert yield_text(-409.2, "underpaid", _english()) == "−€409 of underpayment"
    assert yield_text(72.68, "underpaid", _english()) == "€73 of underpayment"
    assert yield_text(0.5, "acts with a finding", _english()) == "0.50 findings"
    assert yield_text(0.0, "hits", _english()) == "0 findings"
    assert yield_text(2, "furlongs", _english()) == "2.00 furlongs"
    assert [percent(value, "nl") for value in (0.4242, 0.0424, 0.0042, 0.0, None)] == [
        "42%",
        "4,2%",
        "0,42%",
        "0%",
        "–",
    ]
    assert group_name("size_class", "1", _english()) == "1 worker"
    assert group_name("sector", "", _english()) == "unknown"


def _english() -> Words:
    return words_of(Path(query.__file__).parent, "en")
