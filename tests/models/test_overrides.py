"""Decisions are scored in groups: with intervals, and without figures of few cases."""

import pytest

from models.planning.overrides import Override, accepted_by_view, override_scores


def _some(kind: str, reason: str, hits: int, misses: int, unseen: int = 0) -> list[Override]:
    found = [True] * hits + [False] * misses + [None] * unseen
    return [Override(kind, reason, one) for one in found]


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
    table = accepted_by_view([*[("blind", True)] * 15, *[("blind", False)] * 5, *[("open", True)] * 19])
    blind, openly = table.iter_rows(named=True)
    assert (blind["view"], blind["decided"], blind["accepted"], blind["rate"]) == ("blind", 20, 15, 0.75)
    assert (openly["decided"], openly["accepted"], openly["status"]) == (19, None, "not_estimable")
