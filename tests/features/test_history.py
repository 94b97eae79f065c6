"""Features of history count what was known before the day of decision, and nothing else."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.history import SHRINKAGE_CASES, history_features

DAY = date(2020, 1, 1)


def _decisions(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": list(range(len(rows))),
            "entity": [entity for entity, _ in rows],
            "decided_on": [DAY + timedelta(days=day) for _, day in rows],
        }
    )


def _outcomes(*rows: tuple[str, int | None, bool | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "entity": [row[0] for row in rows],
            "known_on": [None if row[1] is None else DAY + timedelta(days=row[1]) for row in rows],
            "upheld": [row[2] for row in rows],
        },
        schema={"entity": pl.String, "known_on": pl.Date, "upheld": pl.Boolean},
    )


def test_by_hand() -> None:
    outcomes = _outcomes(("a", 10, True), ("a", 20, False), ("b", 5, False), ("a", None, None))
    row = history_features(_decisions(("a", 30)), outcomes).row(0, named=True)
    assert row["earlier_cases"] == 2
    assert row["earlier_upheld"] == 1
    assert row["days_since_case"] == 10
    assert row["days_since_upheld"] == 20
    # One of three upheld overall; a has one of two, drawn towards a third by five cases.
    assert row["upheld_share"] == pytest.approx((1 + SHRINKAGE_CASES / 3) / (2 + SHRINKAGE_CASES))


def test_an_outcome_of_the_same_day_is_not_yet_known() -> None:
    row = history_features(_decisions(("a", 10)), _outcomes(("a", 10, True))).row(0, named=True)
    assert row["earlier_cases"] == 0
    assert row["upheld_share"] is None


def test_rows_come_back_in_the_order_given() -> None:
    features = history_features(_decisions(("a", 30), ("b", 5), ("a", 2)), _outcomes(("a", 10, True)), prefix="x_")
    assert features["row"].to_list() == [0, 1, 2]
    assert features["x_earlier_cases"].to_list() == [1, 0, 0]


rows = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 60), st.booleans()), min_size=1, max_size=25)


@given(rows, st.integers(0, 60))
def test_shifting_or_flipping_a_later_outcome_changes_nothing(known: list[tuple[str, int, bool]], today: int) -> None:
    decisions = _decisions(("a", today), ("b", today), ("c", today))
    before = history_features(decisions, _outcomes(*known))
    changed = [(entity, day, upheld) if day < today else (entity, day + 7, not upheld) for entity, day, upheld in known]
    assert history_features(decisions, _outcomes(*changed)).equals(before)


@given(rows, st.integers(1, 60))
def test_counts_agree_with_counting_one_by_one(known: list[tuple[str, int, bool]], today: int) -> None:
    features = history_features(_decisions(("a", today)), _outcomes(*known)).row(0, named=True)
    own = [(day, upheld) for entity, day, upheld in known if entity == "a" and day < today]
    assert features["earlier_cases"] == len(own)
    assert features["earlier_upheld"] == sum(upheld for _, upheld in own)
    assert features["days_since_case"] == (today - max(day for day, _ in own) if own else None)
