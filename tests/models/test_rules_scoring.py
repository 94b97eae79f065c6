"""Scoring by rules: what a planner can recount by hand of every figure."""

from datetime import date

import polars as pl
import pytest

from models.rules_scoring import flag_sentence, flags_of, flags_raised, past_shares, score_by_rules

FLAGS = [flag.feature for flag in flags_of("WML")]
"""share_below_minimum (above 0 and above 0.1), holiday_reserve_gap, share_near_minimum, earlier_findings, signals."""
NO_FACTS = pl.DataFrame(schema={"employer_id": pl.String, "law": pl.String, "rule": pl.String, "status": pl.String})


def _features(below: list[float], signals: list[float]) -> pl.DataFrame:
    zeros = {name: [0.0] * len(below) for name in dict.fromkeys(FLAGS)}
    return pl.DataFrame(zeros | {"share_below_minimum": below, "signals_on_pay": signals})


def _cases(groups: list[tuple[int, int, int]], ground: str = "model") -> pl.DataFrame:
    """Return closed cases by (flags up to 3, cases, findings); each counts for one."""
    below = {0: 0.0, 1: 0.05, 2: 0.5, 3: 0.5}
    rows = [(flags, place < findings) for flags, cases, findings in groups for place in range(cases)]
    features = _features([below[flags] for flags, _ in rows], [float(flags == 3) for flags, _ in rows])
    found = pl.Series([found for _, found in rows], dtype=pl.Boolean)
    return features.with_columns(
        violation=found,
        selection_ground=pl.lit(ground),
        selection_probability=pl.lit(None, pl.Float64),
        weight=pl.lit(1.0),
        sector=pl.lit("I"),
        workers_affected=pl.when(found).then(pl.lit(4)),
        underpaid_cents=pl.when(found).then(pl.lit(200_000)),
    )


def _told(cases: pl.DataFrame) -> list[tuple[int, int, int, int]]:
    return past_shares(cases, "WML").select("least_flags", "most_flags", "cases", "findings").rows()


def test_shares_by_hand() -> None:
    # (4 + 1/2) of (99 + 1), (9 + 1/2) of (37 + 1); three flags are too few cases, so they go with two.
    shares = past_shares(_cases([(0, 99, 4), (1, 37, 9), (2, 30, 14), (3, 9, 6)]), "WML")
    assert shares["share"].to_list() == pytest.approx([4.5 / 100, 9.5 / 38, 20.5 / 40])
    assert shares["basis"].unique().to_list() == ["closed_cases"]
    assert shares.select("least_flags", "most_flags").rows() == [(0, 0), (1, 1), (2, 6)]


def test_a_share_that_falls_with_more_flags_is_taken_together_with_the_one_below() -> None:
    # 10 of 40 at none, but 5 of 40 at one: together 15 of 80; two stays above.
    assert _told(_cases([(0, 40, 10), (1, 40, 5), (2, 40, 30)])) == [(0, 1, 80, 15), (2, 6, 40, 30)]


def test_no_share_is_0_and_too_few_cases_tell_none() -> None:
    assert past_shares(_cases([(0, 60, 0)]), "WML")["share"].to_list() == pytest.approx([0.5 / 61])
    assert past_shares(_cases([(0, 59, 3)]), "WML").is_empty()


def test_the_random_arm_alone_counts_where_it_is_large_enough() -> None:
    chosen, drawn = _cases([(0, 100, 60)]), _cases([(0, 200, 20)], "random")
    shares = past_shares(pl.concat([chosen, drawn]), "WML")
    assert shares.select("cases", "findings", "basis").rows() == [(200, 20, "random_arm")]
    smaller = past_shares(pl.concat([chosen, drawn.head(199)]), "WML")
    assert smaller.select("cases", "basis").rows() == [(299, "closed_cases")]


def test_a_drawn_case_counts_for_the_employers_that_it_stands_for() -> None:
    # 100 cases drawn at 1 in 2 with 20 findings, 100 at 1 in 6 without: weights 2 and 6, over their mean 1/2 and 3/2.
    often = _cases([(0, 100, 20)], "random").with_columns(selection_probability=pl.lit(0.5))
    seldom = _cases([(0, 100, 0)], "random").with_columns(selection_probability=pl.lit(1 / 6))
    assert past_shares(pl.concat([often, seldom]), "WML")["share"].to_list() == pytest.approx([10.5 / 201])


def test_scores_by_hand() -> None:
    cases = _cases([(0, 99, 4), (1, 37, 9), (2, 30, 14)])
    frame = _features([0.0, 0.05, 0.5, 0.05], [0.0, 0.0, 0.0, 0.0]).with_columns(
        employer_id=pl.Series(["a", "b", "c", "d"]), as_of=pl.lit(date(2026, 10, 31)), sector=pl.lit("I")
    )
    told = [("d", "WML", "minimum_wage", "below"), ("b", "Wav", "work_permit", "below")]
    facts = pl.DataFrame(told, schema=NO_FACTS.schema, orient="row")
    hours = pl.DataFrame({"employer_id": ["a", "b", "c", "d"], "expected_hours": [20.0, 21.0, 22.0, 23.0]})
    scores = score_by_rules(frame, facts, cases, hours, "WML")
    assert scores["probability"].to_list() == pytest.approx([4.5 / 100, 9.5 / 38, 14.5 / 31, 9.5 / 38])
    assert scores["rank"].to_list() == [4, 3, 1, 2]  # d before b: a statute check of its own act lies below the norm
    assert scores["expected_workers"].to_list() == pytest.approx([4 * p for p in scores["probability"]])
    assert scores["expected_underpaid_eur"][2] == pytest.approx(2000 * 14.5 / 31)
    assert scores["expected_hours"].to_list() == [20.0, 21.0, 22.0, 23.0]
    assert scores["supported"].all()
    assert scores["rank_low"].null_count() == scores["probability_without_memory"].null_count() == 4


def test_without_cases_there_are_flags_and_no_chance() -> None:
    frame = _features([0.5, 0.0], [1.0, 0.0]).with_columns(
        employer_id=pl.Series(["a", "b"]), as_of=pl.lit(date(2026, 10, 31)), sector=pl.lit("I")
    )
    hours = pl.DataFrame({"employer_id": ["a", "b"], "expected_hours": [20.0, 20.0]})
    scores = score_by_rules(frame, NO_FACTS, _cases([(0, 0, 0)]), hours, "WML")
    assert scores["probability"].to_list() == [None, None]
    assert scores["rank"].to_list() == [1, 2]
    raised = flags_raised(frame, "WML")
    assert raised.select("employer_id", "feature", "above").rows() == [
        ("a", "share_below_minimum", 0.0),
        ("a", "share_below_minimum", 0.1),
        ("a", "signals_on_pay", 0.0),
    ]
    assert flag_sentence("share_below_minimum", 0.5, 0.1, "nl").endswith(": 50% (een rode vlag boven 10%)")
    assert flag_sentence("share_below_minimum", 0.5, 0.1, "en").endswith(": 50% (a red flag above 10%)")
