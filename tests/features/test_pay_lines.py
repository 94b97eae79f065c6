"""The Python function and the SQL check are two engines of one test: they agree on whatever is declared."""

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from features.statute.pay_check import BELOW, MET, NOT_TESTABLE, check_hourly_pay
from tests.features.pay_engines import Line, month_end, sql_checks

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
BIRTHS = st.dates(date(1960, 1, 1), date(2012, 12, 1)).map(lambda day: day.replace(day=1))
MONTHS = DAYS.map(lambda day: {"period": day.replace(day=1), "period_end": month_end(day)})
WEEKS = st.tuples(DAYS, st.integers(20, 35)).map(
    lambda drawn: {"period": drawn[0], "period_end": drawn[0] + timedelta(days=drawn[1] - 1)}
)
PERIODS = st.one_of(MONTHS, WEEKS)
AMOUNTS = st.fixed_dictionaries(
    {
        "birth_month": BIRTHS,
        "wage_cents": st.integers(0, 400_000),
        "paid_minutes": st.integers(0, 12_000),
        "holiday_allowance_paid_cents": st.integers(0, 50_000),
        "irregular_wage_cents": st.integers(0, 50_000),
        "employment_type": st.sampled_from([1, 7, 11, 17, 82, 83, None]),
    }
)
LINES = st.tuples(PERIODS, AMOUNTS).map(lambda parts: parts[0] | parts[1])


def near_the_minimum(count: int) -> list[Line]:
    """Lines of any kind, paid within a few cents of a minimum that may hold: where the engines could part."""
    draw = random.Random(2026)  # noqa: S311 -- lines of a test
    lines = []
    for _ in range(count):
        start = date(2018, 12, 1) + timedelta(days=draw.randrange(2_990))
        whole = draw.random() < 0.3
        line: dict[str, Any] = {
            "period": start.replace(day=1) if whole else start,
            "period_end": month_end(start) if whole else start + timedelta(days=draw.choice([20, 27, 28, 34])),
            "birth_month": date(start.year - draw.choice([13, 15, 16, 17, 18, 19, 20, 21, 22, 40]), start.month, 1),
            "paid_minutes": draw.randrange(60, 12_000, 15),
            "wage_cents": 0,
            "employment_type": draw.choice([1, 1, 83]),
        }
        if draw.random() < 0.5:
            line["birth_month"] = line["birth_month"].replace(month=draw.randrange(1, 13))
        check = check_hourly_pay(**line)
        for minimum in (check.minimum_cents or 1_000, check.high_cents or 1_000):
            wage = line["paid_minutes"] * minimum // 60 + draw.randrange(-3, 4)
            lines.append(line | {"wage_cents": max(wage, 0)})
    return lines


def test_both_engines_agree_where_pay_is_near_the_minimum() -> None:
    lines = near_the_minimum(1_500)
    checks = [check_hourly_pay(**line) for line in lines]
    assert sql_checks(lines) == checks
    found = {(check.status, check.why_not) for check in checks}
    assert {(MET, ""), (BELOW, ""), (NOT_TESTABLE, "minimum_changes"), (NOT_TESTABLE, "working_week")} <= found


@settings(max_examples=10, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=60))
def test_both_engines_agree(lines: list[Line]) -> None:
    assert sql_checks(lines) == [check_hourly_pay(**line) for line in lines]


@given(LINES, st.integers(0, 100_000))
def test_more_pay_never_creates_or_raises_a_shortfall(line: Line, more: int) -> None:
    less, raised = check_hourly_pay(**line), check_hourly_pay(**line | {"wage_cents": line["wage_cents"] + more})
    if less.why_not != "wage_parts":
        assert raised.shortfall_cents <= less.shortfall_cents
        assert raised.shortfall_per_hour_cents <= less.shortfall_per_hour_cents
        assert less.status == BELOW or raised.status != BELOW
        assert less.status != MET or raised.status == MET


@given(LINES, st.integers(1, 600))
def test_more_hours_for_the_same_pay_never_lower_a_shortfall(line: Line, more: int) -> None:
    fewer, longer = check_hourly_pay(**line), check_hourly_pay(**line | {"paid_minutes": line["paid_minutes"] + more})
    assert longer.shortfall_cents >= fewer.shortfall_cents
    assert fewer.status != BELOW or longer.status == BELOW


@given(LINES, st.integers(1, 20))
def test_who_is_older_is_never_due_less(line: Line, years: int) -> None:
    birth = line["birth_month"]
    older = check_hourly_pay(**line | {"birth_month": birth.replace(year=birth.year - years)})
    younger = check_hourly_pay(**line)
    if younger.minimum_cents is not None and younger.high_cents is not None:
        assert older.minimum_cents is not None
        assert older.high_cents is not None
        assert older.minimum_cents >= younger.minimum_cents
        assert older.high_cents >= younger.high_cents
        assert older.shortfall_cents >= younger.shortfall_cents


@given(LINES, st.integers(1, 11_999), st.integers(0, 400_000))
def test_splitting_a_line_in_two_keeps_a_shortfall_but_for_rounding(line: Line, minutes: int, cents: int) -> None:
    plain = line | {"holiday_allowance_paid_cents": 0, "irregular_wage_cents": 0, "employment_type": 1}
    minutes, cents = min(minutes, line["paid_minutes"]), min(cents, line["wage_cents"])
    one = check_hourly_pay(**plain | {"paid_minutes": minutes, "wage_cents": cents})
    rest = {"paid_minutes": line["paid_minutes"] - minutes, "wage_cents": line["wage_cents"] - cents}
    other, whole = check_hourly_pay(**plain | rest), check_hourly_pay(**plain)
    # Pay above the minimum in one part makes up for the other; tolerance and rounding are below two cents a part.
    assert whole.shortfall_cents <= one.shortfall_cents + other.shortfall_cents + 3


@given(LINES)
def test_a_line_is_below_only_when_every_day_would_be(line: Line) -> None:
    check = check_hourly_pay(**line)
    assert (check.status == BELOW) == (check.shortfall_cents > 0)
    if check.status == BELOW and check.minimum_cents is not None and check.high_cents is not None:
        assert check.minimum_cents <= check.high_cents
        assert check.counted_cents * 60 < line["paid_minutes"] * check.minimum_cents
