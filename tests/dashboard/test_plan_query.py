"""What the plan page reads, against figures that follow from how the tables are made."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.components.grid_query import filters_in, sorts_in
from dashboard.decided import Standings
from dashboard.pages.plan import layout, query
from dashboard.pages.plan.query import Asked, Choices, Selection
from dashboard.published import Published
from tests.support.plan_tables import instrument_of
from tests.support.published import VISITS
from tests.support.tables import LAWS, LONG, MARKUP, RICH, probability

HIDDEN = [
    "selection_ground",
    "random_probability",
    "inclusion_probability",
    "position",
    "expected_yield",
    "p_WML",
    "p_Wav",
    "p_Waadi",
    "topic",
    "main_law",
    "comparison",
    "site_probability",
    "bundle_id",
    "(p_WML * 100)",
    "1; DROP TABLE items",
]

WHOLE = Asked(Selection(), Standings(), "nl")
CHOICES = Choices((("West", "West-1"),), (date(2026, 11, 1),), query.INSTRUMENTS)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)
CONDITION = st.fixed_dictionaries(
    {},
    optional={
        "filterType": st.sampled_from(["text", "number", "set", "date"]),
        "type": st.sampled_from(["contains", "equals", "inRange", "blank", "lessThan", "notEqual", "nonsense"]) | JSON,
        "filter": JSON,
        "filterTo": JSON,
        "operator": st.sampled_from(["AND", "OR"]) | JSON,
        "conditions": st.lists(JSON, max_size=3) | JSON,
    },
)
FILTERS = (
    st.dictionaries(st.sampled_from([*query.COLUMNS, "selection_ground", "p_WML"]), CONDITION | JSON, max_size=4) | JSON
)
SORTS = st.lists(st.fixed_dictionaries({"colId": st.sampled_from([*query.COLUMNS]) | JSON, "sort": JSON}) | JSON) | JSON


def _ask(published: Published, selection: Selection | None = None, **request: Any) -> tuple[list[str], int]:
    plan = published.plan()
    asked = Asked(selection or Selection(), Standings(), "nl")
    rows, count = query.visits(published, plan, asked, {"startRow": 0, "endRow": 500} | request)
    return [row["employer_id"] for row in rows], count


def _filter(column: str, kind: str, value: object, **more: object) -> dict[str, Any]:
    return {"filterModel": {column: {"type": kind, "filter": value, **more}}}


def test_the_order_without_being_asked_is_by_team_and_name(published: Published) -> None:
    plan = published.plan()
    rows, count = query.visits(published, plan, WHOLE, {"startRow": 0, "endRow": 500})
    assert count == VISITS == len(rows)
    assert [row["team"] for row in rows] == sorted(row["team"] for row in rows)
    assert rows[0]["employer_id"] == LONG  # team Noord-1; U of Uitzendbureau before W of Werkgever


def test_nothing_is_read_from_which_the_ground_could_be_told(published: Published) -> None:
    plan = published.plan()
    rows, _ = query.visits(published, plan, WHOLE, {})
    shown = {"trade_name", "sector", "size_class", "province", "team", "month", "instrument", "expected_hours", "site"}
    named = {f"{name}_name{elsewhere}" for name in ("month", "instrument", "state") for elsewhere in ("", "_elsewhere")}
    assert rows
    shown |= {"week", "municipality"}
    others = {"employer_id", "region", "municipality_code", "sector_elsewhere", "site_elsewhere"}
    assert set(query.COLUMNS) == shown | {"state"}
    assert set(rows[0]) == shown | named | others


def test_figures_of_all_and_of_one_team(published: Published) -> None:
    plan = published.plan()
    every = query.summary(published, plan, Selection())
    assert (every.visits, every.hours_planned, every.hours_available, every.hours_reserved) == (260, 2600, 5000, 1000)
    # every chance is (k + 0.5) / 97, so the sum is a figure of the tables' own making; letters
    # and desk checks do not count
    visited = [n for n in range(1, 261) if instrument_of(n) in {"visit", "joint_visit"}]
    assert 0 < len(visited) < 260
    assert every.expected_findings == pytest.approx(sum(probability(n, law) for n in visited for law in LAWS))
    one = query.summary(published, plan, Selection("West", "West-1"))
    assert (one.visits, one.hours_planned, one.hours_available) == (65, 650, 1000)
    none = query.summary(published, plan, Selection("Oost"))
    assert (none.visits, none.hours_planned, none.first_month) == (0, 0, None)
    assert (one.expected_findings, none.expected_findings) == (None, None)


@pytest.mark.parametrize(
    ("column", "kind", "value", "expected"),
    [
        ("trade_name", "contains", "cosic", [RICH]),
        ("trade_name", "contains", "ZEER LANGE", [LONG]),
        ("trade_name", "startsWith", "<b>", [MARKUP]),
        ("trade_name", "equals", "bakkerij ćosić & zonen", [RICH]),
        ("trade_name", "endsWith", "0260 bv", ["E0000260"]),
        ("trade_name", "contains", "' OR 1=1 --", []),
        ("trade_name", "contains", "%", []),
    ],
)
def test_text_filters_know_no_case_accents_or_tricks(
    published: Published, column: str, kind: str, value: str, expected: list[str]
) -> None:
    assert _ask(published, **_filter(column, kind, value)) == (expected, len(expected))


def test_a_sector_is_found_by_its_name_in_either_language(published: Published) -> None:
    dutch, _ = _ask(published, **_filter("sector", "contains", "horeca"))
    english, _ = _ask(published, **_filter("sector", "contains", "hotels and"))
    assert dutch == english
    assert len(dutch) == 52  # every fifth of 260
    without, _ = _ask(published, **_filter("sector", "notContains", "horeca"))
    assert len(without) == 208


def test_hours_are_filtered_as_numbers(published: Published) -> None:
    # hours are 8 + n mod 5: of 260 employers every fifth has 12, and two in five have 9 or 10
    assert _ask(published, **_filter("expected_hours", "greaterThan", 11))[1] == 52
    assert _ask(published, **_filter("expected_hours", "inRange", 9, filterTo=10))[1] == 104


def test_two_conditions_on_one_column(published: Published) -> None:
    conditions = [{"type": "contains", "filter": "0007"}, {"type": "contains", "filter": "0008"}]
    either = {"filterModel": {"trade_name": {"operator": "OR", "conditions": conditions}}}
    both = {"filterModel": {"trade_name": {"operator": "AND", "conditions": conditions}}}
    assert _ask(published, **either)[1] == 2
    assert _ask(published, **both)[1] == 0


def test_sorting_follows_numbers_and_sizes_not_letters(published: Published) -> None:
    plan = published.plan()
    request = {"startRow": 0, "endRow": 500, "sortModel": [{"colId": "size_class", "sort": "asc"}]}
    rows, _ = query.visits(published, plan, WHOLE, request)
    sizes = list(dict.fromkeys(row["size_class"] for row in rows))
    assert sizes == ["1", "2", "3-4", "5-9", "10-19", "20-49", "50-99", "100+"]
    request["sortModel"] = [{"colId": "expected_hours", "sort": "desc"}]
    hours = [row["expected_hours"] for row in query.visits(published, plan, WHOLE, request)[0]]
    assert hours == sorted(hours, reverse=True)


def test_pages_follow_on_each_other_without_gaps(published: Published) -> None:
    whole, _ = _ask(published)
    pages = [_ask(published, startRow=start, endRow=start + 100)[0] for start in (0, 100, 200)]
    assert [name for page in pages for name in page] == whole


@settings(max_examples=150, deadline=None)
@given(filters=FILTERS, sorts=SORTS, start=JSON, end=JSON)
def test_no_request_breaks_the_list(published: Published, filters: Any, sorts: Any, start: Any, end: Any) -> None:
    ids, count = _ask(published, filterModel=filters, sortModel=sorts, startRow=start, endRow=end)
    assert 0 <= count <= VISITS
    assert len(ids) <= count


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_column_that_is_not_shown_cannot_be_asked_about(published: Published, hidden: str) -> None:
    conditions = ({"type": "equals", "filter": "random"}, {"type": "greaterThan", "filter": 0.5}, {"type": "blank"})
    for condition in conditions:
        asked = {"filterModel": {hidden: condition}, "sortModel": [{"colId": hidden, "sort": "desc"}]}
        assert _ask(published, **asked) == _ask(published)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_an_address_cannot_ask_about_it_either(hidden: str) -> None:
    by_hand = {"filter": json.dumps({hidden: {"type": "blank"}, "team": {"type": "blank"}}), "sort": f"{hidden}.desc"}
    assert list(filters_in(by_hand, query.COLUMNS)) == ["team"]
    assert sorts_in(by_hand, query.COLUMNS) == []


@pytest.mark.parametrize("text", ["", "[", "5", "null", "[" * 100_000, '{"team": 5}'])
def test_a_filter_in_an_address_that_cannot_be_read_is_none(text: str) -> None:
    assert filters_in({"filter": text}, query.COLUMNS) == {}


@pytest.mark.parametrize("value", [None, [], {}, 5, ["West"], "Nergens"])
def test_a_selection_that_does_not_exist_is_all(value: Any) -> None:
    asked = dict.fromkeys(("region", "team", "month", "instrument", "blind", "order"), value)
    assert layout.view_of(asked, CHOICES) == layout.View(Selection())
