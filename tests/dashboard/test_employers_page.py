"""The list of all employers: what it shows and to whom, what can be sought, and that nothing tells who was planned."""

from dataclasses import replace
from unicodedata import normalize

import duckdb
import pytest

from dashboard.context import Context
from dashboard.kept import KeptTables
from dashboard.lineage import Lineage
from dashboard.pages.employers import query
from dashboard.pages.employers.callbacks import found
from dashboard.pages.employers.layout import FOLDER
from dashboard.published import Published
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import words_of
from tests.support.published import VISITS
from tests.support.screens import component, words_on

FIRST = {"startRow": 0, "endRow": 100}


def _listed(published: Published, lineage: Lineage, sought: str = "", **request: object) -> list[str]:
    rows, _ = query.page_of(published, lineage, sought, FIRST | request, "nl")
    return [row["employer_id"] for row in rows]


def test_every_employer_that_goes_on_is_listed_by_name(published: Published, lineage: Lineage) -> None:
    rows, count = query.page_of(published, lineage, "", {"startRow": 0, "endRow": 500}, "nl")
    assert count == VISITS + 1
    names = [row["trade_name"] for row in rows]
    assert "Eenmanszaak Zonder Plan" in names
    assert not {"Gestopt bv", "Nog niet bekende naam"} & set(names)
    plain = [normalize("NFD", name.lower()).encode("ascii", "ignore") for name in names]
    assert plain == sorted(plain)


def test_a_part_of_a_name_or_a_whole_number_finds(published: Published, lineage: Lineage) -> None:
    rows, _ = query.page_of(published, lineage, "", FIRST, "nl")
    one = rows[7]
    part = str(one["trade_name"])[2:].upper()
    assert one["employer_id"] in _listed(published, lineage, part)
    assert _listed(published, lineage, one["employer_id"]) == [one["employer_id"]]
    assert _listed(published, lineage, one["employer_id"][:-1]) == []
    assert one["employer_id"] in _listed(published, lineage, f" {one['kvk_number']} ")


def test_filters_and_order_read_the_words_on_the_screen(published: Published, lineage: Lineage) -> None:
    by_sector = {"sector": {"type": "contains", "filter": "landbouw"}}
    rows, count = query.page_of(published, lineage, "", FIRST | {"filterModel": by_sector}, "nl")
    assert 0 < count < VISITS
    assert {row["sector"] for row in rows} == {"Landbouw en visserij"}
    descending = [{"colId": "employer_id", "sort": "desc"}]
    listed = _listed(published, lineage, sortModel=descending)
    assert listed == sorted(listed, reverse=True)


def test_a_page_further_on_goes_on_where_the_first_ended(published: Published, lineage: Lineage) -> None:
    whole = _listed(published, lineage)
    rows, _ = query.page_of(published, lineage, "", {"startRow": 10, "endRow": 20}, "nl")
    assert [row["employer_id"] for row in rows] == whole[10:20]


def test_an_account_with_regions_sees_these_only(published: Published, lineage: Lineage) -> None:
    noord = published.seen_by(lambda: ("Noord",), tuple)
    rows, count = query.page_of(noord, lineage, "", FIRST, "nl")
    assert 0 < count < query.page_of(published, lineage, "", FIRST, "nl")[1]
    assert {row["province"] for row in rows} <= {"Groningen", "Fryslân", "Drenthe"}


@pytest.mark.parametrize(
    "given",
    [
        {"filterModel": "x", "sortModel": 5, "startRow": "a", "endRow": None},
        {
            "filterModel": {"folded": {"type": "contains", "filter": "a"}},
            "sortModel": [{"colId": "p_WML", "sort": "asc"}],
        },
    ],
)
def test_what_a_browser_makes_up_is_left_out(published: Published, lineage: Lineage, given: dict[str, object]) -> None:
    assert query.page_of(published, lineage, "\0\ud800", given, "nl")[1] == 0
    assert query.page_of(published, lineage, "", given, "nl")[1] > 0


def test_nothing_in_a_row_tells_of_the_plan(context: Context) -> None:
    rows, _ = found(context, FIRST, "", words_of(FOLDER, "nl"))
    assert set(rows[0]) == {*query.COLUMNS, "href"}
    assert not {"month", "team", "instrument", "ground"} & set(query.COLUMNS)
    assert rows[0]["href"].startswith("/nl/employer/")


def test_the_page_says_whose_employers_it_shows_and_is_logged(context: Context) -> None:
    regional = replace(context, account_of=lambda: replace(context.account, regions=("Noord",)))
    shown = words_on(screen(regional, parse_address("/en/employers", "", "nl", "plan")))
    assert "your region (North)" in shown
    line = context.audit_log.lines()[-1]
    assert (line.actor, line.action) == ("planner", "read_register")


def test_the_address_carries_what_is_sought_and_filtered(context: Context) -> None:
    search = '?sought=veld&filter={"province":{"type":"contains","filter":"Zuid"}}&sort=province.desc'
    shown = screen(context, parse_address("/nl/employers", search, "nl", "plan"))
    assert component(shown, "employers-sought").value == "veld"
    assert words_on(component(shown, "employers-count")) == "Laden…"  # until the list has asked for its rows
    listed = component(shown, "employers-grid")
    assert listed.dashGridOptions["initialState"]["filter"]["filterModel"].keys() == {"province"}
    assert {item["field"]: item.get("sort") for item in listed.columnDefs}["province"] == "desc"


def test_a_kept_table_is_made_once_for_each_state_and_old_ones_go() -> None:
    with duckdb.connect() as database:
        kept = KeptTables()
        first = kept.table(database, "numbers", "one", lambda: ("SELECT $n AS n", {"n": 1}))
        assert kept.table(database, "numbers", "one", lambda: ("SELECT 1 / 'no'", {})) == first
        again = ("SELECT $n AS n", {"n": 2})
        names = [kept.table(database, "numbers", state, lambda: again) for state in ("two", "three")]
        left = {row[0] for row in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert left == set(names)
        assert database.execute(f"SELECT n FROM {names[0]}").fetchall() == [(2,)]  # noqa: S608 -- a name that the table made
