"""What the plan page reads, against figures that follow from how the tables are made."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.pages.plan import query
from dashboard.pages.plan.query import Selection
from dashboard.published import Published
from tests.support.published import VISITS
from tests.support.tables import LONG, MARKUP, RICH, probability

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
FILTERS = st.dictionaries(st.sampled_from([*query.COLUMNS, "selection_ground"]), CONDITION | JSON, max_size=4) | JSON
SORTS = st.lists(st.fixed_dictionaries({"colId": st.sampled_from([*query.COLUMNS]) | JSON, "sort": JSON}) | JSON) | JSON


def _ask(published: Published, selection: Selection | None = None, **request: Any) -> tuple[list[str], int]:
    plan = published.latest("plan")
    rows, count = query.visits(
        published, plan, selection or Selection(), {"startRow": 0, "endRow": 500} | request, "nl"
    )
    return [row["employer_id"] for row in rows], count


def _filter(column: str, kind: str, value: object, **more: object) -> dict[str, Any]:
    return {"filterModel": {column: {"type": kind, "filter": value, **more}}}


def test_the_order_without_being_asked_is_by_team_and_name(published: Published) -> None:
    plan = published.latest("plan")
    rows, count = query.visits(published, plan, Selection(), {"startRow": 0, "endRow": 500}, "nl")
    assert count == VISITS == len(rows)
    assert [row["team"] for row in rows] == sorted(row["team"] for row in rows)
    assert rows[0]["employer_id"] == LONG  # team Noord-1; U of Uitzendbureau before W of Werkgever


def test_neither_the_ground_nor_the_plans_order_is_read(published: Published) -> None:
    plan = published.latest("plan")
    rows, _ = query.visits(published, plan, Selection(), {}, "nl")
    hidden = {"selection_ground", "position", "random_probability", "inclusion_probability"}
    assert rows
    assert not hidden & set(rows[0])
    assert not hidden & set(query.COLUMNS)


def test_figures_of_all_and_of_one_team(published: Published) -> None:
    plan = published.latest("plan")
    every = query.summary(published, plan, Selection())
    assert (every.visits, every.hours_planned, every.hours_available, every.hours_reserved) == (260, 2600, 5000, 1000)
    one = query.summary(published, plan, Selection("West", "West-1"))
    assert (one.visits, one.hours_planned, one.hours_available) == (65, 650, 1000)
    none = query.summary(published, plan, Selection("Oost"))
    assert (none.visits, none.hours_planned, none.first_month) == (0, 0, None)


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


def test_chances_are_filtered_as_percentages(published: Published) -> None:
    over_half = sum(probability(number, "WML") > 0.5 for number in range(1, VISITS + 1))
    assert _ask(published, **_filter("p_WML", "greaterThan", 50))[1] == over_half
    between = sum(0.2 <= probability(number, "Wav") <= 0.4 for number in range(1, VISITS + 1))
    assert _ask(published, **_filter("p_Wav", "inRange", 20, filterTo=40))[1] == between


def test_two_conditions_on_one_column(published: Published) -> None:
    conditions = [{"type": "contains", "filter": "0007"}, {"type": "contains", "filter": "0008"}]
    either = {"filterModel": {"trade_name": {"operator": "OR", "conditions": conditions}}}
    both = {"filterModel": {"trade_name": {"operator": "AND", "conditions": conditions}}}
    assert _ask(published, **either)[1] == 2
    assert _ask(published, **both)[1] == 0


def test_sorting_follows_numbers_and_sizes_not_letters(published: Published) -> None:
    plan = published.latest("plan")
    request = {"startRow": 0, "endRow": 500, "sortModel": [{"colId": "size_class", "sort": "asc"}]}
    rows, _ = query.visits(published, plan, Selection(), request, "nl")
    sizes = list(dict.fromkeys(row["size_class"] for row in rows))
    assert sizes == ["1", "2", "3-4", "5-9", "10-19", "20-49", "50-99", "100+"]
    request["sortModel"] = [{"colId": "p_WML", "sort": "desc"}]
    chances = [row["p_WML"] for row in query.visits(published, plan, Selection(), request, "nl")[0]]
    assert chances == sorted(chances, reverse=True)


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


def test_a_column_that_is_not_shown_cannot_be_asked_about(published: Published) -> None:
    asked = {
        "filterModel": {"selection_ground": {"type": "equals", "filter": "random"}},
        "sortModel": [{"colId": "position", "sort": "asc"}, {"colId": "1; DROP TABLE items", "sort": "asc"}],
    }
    assert _ask(published, **asked) == _ask(published)
