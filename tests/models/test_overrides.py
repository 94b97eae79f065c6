"""Decisions are scored in groups: with intervals, and without figures of few cases."""

import pytest

from models.planning.overrides import Override, accepted_by_view, override_scores


def _some(kind: str, reason: str, hits: int, misses: int, unseen: int = 0, people: int = 3) -> list[Override]:
    found = [True] * hits + [False] * misses + [None] * unseen
    return [Override(kind, reason, one, place % people) for place, one in enumerate(found)]


def test_a_rate_is_of_those_at_which_somebody_looked() -> None:
    table = override_scores([*_some("kept", "", 12, 28, 10), *_some("dropped", "known_compliant", 5, 15, 80)])
    rows = {(row["kind"], row["reason"]): row for row in table.iter_rows(named=True)}
    kept = rows["kept", ""]
    assert (kept["decided"], kept["looked_at"], kept["found"], kept["rate"]) == (50, 40, 12, 0.3)
    # Wilson 95% of 12 of 40, worked out by hand: centre 0.3175, half width 0.1357.
    assert (kept["low"], kept["high"]) == pytest.approx((0.1808, 0.4543), abs=1e-3)
    dropped = rows["dropped", "known_compliant"]
    assert (dropped["decided"], dropped["looked_at"], dropped["rate"]) == (100, 20, 0.25)
    assert rows["dropped", ""]["rate"] == 0.25
    assert table["kind"][0] == "kept"


def test_few_cases_make_no_figure_and_very_few_no_count() -> None:
    table = override_scores([*_some("added", "report_received", 10, 9), *_some("swapped_in", "safety", 1, 2)])
    rows = {(row["kind"], row["reason"]): row for row in table.iter_rows(named=True)}
    added = rows["added", "report_received"]
    assert (added["decided"], added["looked_at"], added["found"], added["rate"]) == (19, 19, None, None)
    assert added["status"] == "not_estimable"
    swapped = rows["swapped_in", "safety"]
    assert (swapped["decided"], swapped["looked_at"]) == (None, None)


def test_how_often_the_plan_is_followed_blind_and_open() -> None:
    table = accepted_by_view([*by(3, "blind", True, 15), *by(3, "blind", False, 5), *by(3, "open", True, 19)])
    blind, openly = table.iter_rows(named=True)
    assert (blind["view"], blind["decided"], blind["accepted"], blind["rate"]) == ("blind", 20, 15, 0.75)
    assert (openly["decided"], openly["accepted"], openly["status"]) == (19, None, "not_estimable")
    (few, _) = accepted_by_view(by(2, "blind", True, 30)).iter_rows(named=True)
    assert (few["decided"], few["accepted"], few["rate"], few["status"]) == (30, None, None, "too_few_people")


def by(people: int, view: str, accepted: bool, count: int) -> list[tuple[str, bool, int]]:
    return [(view, accepted, place % people) for place in range(count)]


@pytest.mark.parametrize(("people", "rate"), [(1, None), (2, None), (3, 0.3)])
def test_what_one_or_two_people_decided_makes_no_figure_about_them(people: int, rate: float | None) -> None:
    table = override_scores(_some("dropped", "known_compliant", 12, 28, people=people))
    assert table["rate"].to_list() == [rate, rate]
    assert table["status"].to_list() == ["estimated" if rate else "too_few_people"] * 2
    assert table["looked_at"].to_list() == [40, 40]


def test_who_decided_only_where_nobody_looked_does_not_count_as_one_of_three() -> None:
    looked = _some("added", "report_received", 10, 30, people=2)
    unseen = [Override("added", "report_received", None, 7)] * 5
    assert override_scores([*looked, *unseen])["status"].to_list() == ["too_few_people"] * 2


def test_a_figure_that_would_give_a_small_group_away_is_not_told_either() -> None:
    large, middle = _some("dropped", "capacity", 30, 70), _some("dropped", "safety", 10, 20)
    small = _some("dropped", "skills", 4, 26, people=1)
    rows = override_scores([*large, *middle, *small]).iter_rows(named=True)
    told = {row["reason"]: (row["found"], row["status"]) for row in rows}
    # All found 44 and capacity 30, so that skills found 14 less what safety did, which is not told.
    assert told == {
        "": (44, "estimated"),
        "capacity": (30, "estimated"),
        "safety": (None, "too_few_people"),
        "skills": (None, "too_few_people"),
    }


def test_two_small_groups_hide_each_other_when_together_they_are_large_enough() -> None:
    small = [*_some("added", "a", 4, 11), *_some("added", "b", 3, 12)]
    rows = override_scores([*small, *_some("added", "c", 5, 15)]).iter_rows(named=True)
    assert {row["reason"]: row["found"] for row in rows} == {"": 12, "a": None, "b": None, "c": 5}
