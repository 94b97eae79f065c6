"""Small counts stay hidden: worked out by hand, and tried by whoever knows the total and the rule."""

from itertools import product

import pytest

from models.small_cells import FEW, SMALL, pooled, small_cells, small_in_any, together


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 3, "b": 6, "c": 9}, {"a", "b"}),  # of a alone 3 would be left of the total
        ({"a": 3, "b": 4, "c": 50}, {"a", "b"}),  # 7 is left, for two cells of 1 to 4: either may be the 3
        ({"a": 4, "b": 4, "c": 50, "d": 60}, {"a", "b", "c"}),  # 8 would be left, which two small cells can only share
        ({"a": 1, "b": 1, "c": 50, "d": 60}, {"a", "b", "c"}),
        (
            {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 9, "g": 9},
            set("abcdefg"),
        ),  # f and g alike: which went along would tell
        ({"a": 5, "b": 6}, set()),
        ({"a": 0, "b": 6, "c": 7}, set()),  # none is about nobody
        ({"a": 0, "b": 2, "c": 7, "d": 8}, {"b", "c"}),
        ({"a": 3}, {"a"}),
    ],
)
def test_with_a_small_cell_goes_what_would_tell_it(counts: dict[str, int], hidden: set[str]) -> None:
    assert small_cells(counts) == hidden


def test_what_is_hidden_for_another_reason_takes_the_next_along() -> None:
    assert small_cells({"a": 7, "b": 10, "c": 20}, {"a"}) == {"a", "b"}


def test_what_one_table_hides_is_hidden_in_all_until_nothing_more_follows() -> None:
    # The last hides a and b; alone in the second b takes c along, and that is alone in the first, where d goes too.
    tables = [
        {"a": 0, "b": 0, "c": 6, "d": 50, "e": 60},
        {"a": 0, "b": 6, "c": 7, "d": 50, "e": 60},
        {"a": 3, "b": 6, "c": 9, "d": 50, "e": 60},
    ]
    assert small_in_any(tables) == {"a", "b", "c", "d"}
    assert small_in_any(tables[:1]) == set()
    assert small_in_any(tables[:1], {"d"}) == {"c", "d"}


def test_groups_of_few_employers_stand_together() -> None:
    shown = together({"A": 50, "B": 3, "C": 0, "D": 20, "E": 60})
    assert shown == {"A": "A", "B": SMALL, "C": SMALL, "D": SMALL, "E": "E"}
    assert pooled({"A": 5, "B": 1, "C": 0, "D": 2, "E": 9}, shown) == {"A": 5, SMALL: 3, "E": 9}


def test_no_small_cell_can_be_had_by_subtraction_from_the_total() -> None:
    """Whoever knows the total, the cells that are shown and this rule finds two values for each small cell at least."""
    names, most = ("a", "b", "c"), 14
    patterns: dict[tuple[int, tuple[int | None, ...]], list[tuple[int, ...]]] = {}
    for counts in product(range(most), repeat=3):
        hidden = small_cells(dict(zip(names, counts, strict=True)))
        shown = tuple(None if name in hidden else count for name, count in zip(names, counts, strict=True))
        patterns.setdefault((sum(counts), shown), []).append(counts)
    told = 0
    for (_, shown), possible in patterns.items():
        # Where no cell is left to go along, nothing but the total itself can be hidden too.
        if all(count is None or not count for count in shown):
            continue
        for at, cell in enumerate(shown):
            if cell is None and all(counts[at] < FEW for counts in possible):
                assert len({counts[at] for counts in possible}) > 1, (shown, possible)
                told += 1
    assert told > 0
