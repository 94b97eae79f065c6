"""What a dossier says of wages and hours: hand-computed, few workers hidden, single rows only on asking."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.pages.employer import later
from dashboard.pages.employer.cells import counted, share_of
from dashboard.pages.employer.hours import hours_block
from dashboard.pages.employer.layout import render
from dashboard.pages.employer.pay_lines_query import PayYear, pay_year, wage_rows
from dashboard.pages.employer.shown import FOLDER, SHOWN, NotOpenedError, Opened, opened
from dashboard.pages.employer.wage_rows import ROWS_OPENED, opened_rows
from dashboard.pages.employer.wages import minimum_in_words, wages_block
from dashboard.published import Published
from dashboard.regions import OutsideRegionsError
from dashboard.routing import Address
from dashboard.signing_in.account import Account, all_roles
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.snapshots import Snapshot
from data_contracts.store import AuditLog, sqlite_url
from features.statute.pay_check import check_hourly_pay
from features.window import Window
from tests.support.dossier import publish_dossiers
from tests.support.screens import component, words_on
from tests.support.tables import AS_OF, FORMULA, PLAIN, RICH

JUNE, AUGUST = date(2026, 6, 1), date(2026, 8, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dossiers")
    publish_dossiers(path)
    return path


@pytest.fixture(scope="module")
def read(folder: Path) -> Published:
    return Published(folder / "snapshots")


@pytest.fixture(scope="module")
def warehouse(read: Published) -> Snapshot:
    return read.folder.latest("warehouse")


@pytest.fixture
def looking(read: Published, tmp_path: Path) -> Iterator[Context]:
    account = Account("planner", frozenset(all_roles()))
    yield Context(read, AuditLog(sqlite_url(tmp_path)), account_of=lambda: account, language="nl")


def _words(language: Any = "nl") -> Words:
    return words_of(FOLDER, language)


def _open(context: Context, employer_id: str, purpose: str = "signal") -> dict[str, Any]:
    """Open a dossier through its page and return what the browser then holds."""
    lineage = context.published.lineage()
    assert lineage
    shown = render(context, lineage, Address("nl", "employer", employer_id, {"purpose": purpose}), _words())
    data: dict[str, Any] = component(shown, SHOWN).data
    return data


def _year(read: Published, warehouse: Snapshot, employer_id: str) -> PayYear:
    return pay_year(read, warehouse, employer_id, AS_OF)


def test_one_workers_wage_against_the_statutory_line(read: Published, warehouse: Snapshot) -> None:
    # June 2026, born January 1996: EUR 14.71 an hour (hourly_minimum.yaml, from 2026-01-01). 100 hours ask 1,471.00;
    # 1,400.00 was declared: EUR 14.00 an hour, 95.2% of the minimum, 71.00 short.
    rows = wage_rows(read, warehouse, RICH, AS_OF, 100)
    june = [row for row in rows if row["from_day"] == JUNE]
    assert [(row["minimum_cents"], row["due_cents"], row["shortfall_cents"]) for row in june] == [
        (1_471, 147_100.0, 7_100)
    ] * 5
    assert {round(row["hourly_cents"]) for row in june} == {1_400}
    # August 2026 falls under EUR 14.99 (from 2026-07-01): 100 hours ask 1,499.00, 99.00 more than 1,400.00.
    assert {row["shortfall_cents"] for row in rows if row["from_day"] == AUGUST} == {9_900}
    # The second engine of the statute, day by day, says the same.
    other = check_hourly_pay(period=JUNE, birth_month=date(1996, 1, 1), wage_cents=140_000, paid_minutes=6_000)
    assert other.shortfall_cents == 7_100


def test_months_are_counted_in_workers_and_their_pay_in_parts_of_the_minimum(
    read: Published, warehouse: Snapshot
) -> None:
    year = _year(read, warehouse, RICH)
    assert [(month["period"], month["tested"], month["below"]) for month in year.months] == [
        (JUNE, 8, 5),
        (AUGUST, 3, 3),
    ]
    assert (year.workers, year.workers_below) == (8, 5)
    # Five at 1,400.00, one each at 2,200.00, 2,300.00 and 2,400.00 of 1,471.00: the median is 1,400.00.
    assert year.months[0]["quantiles"][2] == pytest.approx(1_400 / 1_471)
    # The third quartile lies between the 6th (2,200.00) and the 7th, at a quarter of the way.
    assert year.months[0]["quantiles"][3] == pytest.approx(2_225 / 1_471)


def test_hours_are_those_of_jobs_with_agreed_hours(read: Published, warehouse: Snapshot) -> None:
    june, august = _year(read, warehouse, RICH).months
    # Eight workers with 1,400 minutes a week in 30 days: 8 * 1,400 * 30 / 7; each was paid 100 hours.
    assert float(june["agreed_minutes"]) == pytest.approx(48_000)
    assert june["agreed_paid_minutes"] == 48_000
    assert (june["overtime"], june["overtime_cents"]) == (8, 40_000)
    assert (august["agreed"], august["paid_minutes"]) == (0, 18_000)
    told = words_on(hours_block(_year(read, warehouse, RICH), _words()))
    assert "Over 1 maand is 100% van de afgesproken uren betaald." in told


def test_few_workers_are_hidden_in_words_plot_and_table(read: Published, warehouse: Snapshot) -> None:
    block = wages_block(_year(read, warehouse, RICH), _words())
    told = words_on(block)
    assert "11 werkmaanden getoetst, van 8 werknemers" in told
    assert "Maanden zonder verdeling" in told
    assert component(block, "wages-spread-plot").figure["data"][0]["x"] == [JUNE]
    # Five of eight are below: the part would tell of the three that are not, so that it is shown nowhere.
    assert "In elke maand zijn het er minder dan 5" in told
    table = words_on(component(block, "wages-table")).splitlines()
    august = table[table.index("augustus\u00a02026") :]
    assert august[1:8] == ["< 5", "0", "–", "–", "–", "–", "–"]
    assert "95" in told  # the median of June, in whole percents
    assert "14.00" not in told.replace(",", ".")


def test_a_month_whose_part_may_not_be_told_has_a_mark_among_the_others(read: Published, warehouse: Snapshot) -> None:
    year = _year(read, warehouse, RICH)
    july = year.months[0] | {"period": date(2026, 7, 1), "tested": 20, "below": 10}
    more = PayYear(year.window, [year.months[0], july], 20, 10)
    bars, marks = component(wages_block(more, _words()), "wages-share-plot").figure["data"]
    assert bars["y"] == [None, 0.5]
    assert (marks["x"], marks["text"]) == ([JUNE], "< 5")


def test_a_year_of_few_workers_has_no_distribution_at_all() -> None:
    month = {"period": JUNE, "workers": 3, "tested": 3, "untested": 0, "below": 2, "agreed": 3, "overtime": 0}
    year = PayYear(Window(AS_OF), [month | {"quantiles": [0.9] * 5}], 3, 2)
    for language, few in (("nl", "minder dan 5 werknemers"), ("en", "fewer than 5 workers")):
        told = words_on(wages_block(year, _words(language)))
        assert few in told
        assert "%" not in told.split(few)[1].split("minimum")[0]
    assert "5 of meer werknemers" in words_on(hours_block(year, _words()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_employer_without_returns_has_a_state_of_its_own(
    read: Published, warehouse: Snapshot, language: Any
) -> None:
    for employer_id in (PLAIN, "E9999999"):
        year = _year(read, warehouse, employer_id)
        assert year.months == []
        told = words_on([wages_block(year, _words(language)), hours_block(year, _words(language))])
        assert {"nl": "geen loonaangiften bekend", "en": "No wage returns are known"}[language] in told


def test_the_minimum_is_told_from_month_to_month() -> None:
    # hourly_minimum.yaml: 14.40 from July 2025, 14.71 from January 2026 and 14.99 from July 2026.
    told = minimum_in_words(Window(AS_OF), _words("en"))
    assert told.replace("\u00a0", " ") == (
        "The hourly minimum from age 21 was €14.40 from October 2025, €14.71 from January 2026, €14.99 from July 2026."
    )


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(0, 8, 0.0), (8, 8, 1.0), (5, 10, 0.5), (4, 10, None), (6, 10, None), (0, 4, None)]
)
def test_a_share_tells_of_no_few_workers(part: int, whole: int, share: float | None) -> None:
    assert share_of(part, whole) == share
    assert counted(4, _words()) == "< 5"
    assert counted(0, _words()) == "0"


def test_single_rows_open_only_in_an_opened_dossier_and_are_logged(looking: Context) -> None:
    told = {"employer": RICH, "plan": "", "language": "nl"}
    with pytest.raises(NotOpenedError):
        opened(looking, told)
    shown = _open(looking, RICH)
    rows = words_on(opened_rows(looking, opened(looking, shown)))
    assert "pseudoniem (0001)" in rows
    assert "5000000000000000001" not in rows
    assert rows.count("€\u00a071,00") == 5
    line = looking.audit_log.lines()[-1]
    assert (line.actor, line.action) == ("planner", ROWS_OPENED)
    assert line.subject == looking.audit_log.reference("employer", RICH)
    assert line.detail["purpose"] == "signal"
    assert line.detail["rows"] == 8


def test_one_opened_dossier_opens_no_other_and_not_for_others(looking: Context) -> None:
    shown = _open(looking, RICH)
    with pytest.raises(NotOpenedError):
        opened(looking, shown | {"employer": FORMULA})
    other = Context(looking.published, looking.audit_log, lambda: Account("auditor", frozenset(all_roles())), "nl")
    with pytest.raises(NotOpenedError):
        opened(other, shown)
    elsewhere = Account("planner", frozenset(all_roles()), regions=("Zuid",))
    with pytest.raises(OutsideRegionsError):
        opened(Context(looking.published, looking.audit_log, lambda: elsewhere, "nl"), shown)


@pytest.mark.parametrize("shown", [None, 5, [], {"employer": 7}, {"employer": {"a": 1}, "language": ["nl"]}])
def test_what_is_no_dossier_opens_nothing(looking: Context, shown: Any) -> None:
    with pytest.raises(NotOpenedError):
        opened(looking, shown)


def test_every_later_block_is_filled_in_both_languages(looking: Context) -> None:
    for employer_id in (RICH, PLAIN):
        shown = _open(looking, employer_id)
        for language in LANGUAGES:
            asked = opened(looking, shown | {"language": language})
            assert isinstance(asked, Opened)
            for names, fill in later._GROUPS.items():
                blocks = fill(looking, asked)
                assert [block.id for block in blocks] == list(names)
                assert "random" not in json.dumps(words_on(blocks)).lower()
