"""The Python function and the SQL check are two engines of one test: they agree on whatever is declared."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from features.engine import frame_table, open_engine, read_frame, sql_file
from features.staging import stage_parameters
from features.statute.pay_check import BELOW, check_hourly_pay
from features.window import Window

PERIODS = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(10, 22)]
LINES = st.fixed_dictionaries(
    {
        "period": st.sampled_from(PERIODS),
        "birth_month": st.dates(date(1960, 1, 1), date(2014, 12, 1)).map(lambda day: day.replace(day=1)),
        "wage_cents": st.integers(0, 400_000),
        "paid_minutes": st.integers(0, 12_000),
        "holiday_allowance_paid_cents": st.integers(0, 50_000),
        "irregular_wage_cents": st.integers(0, 50_000),
        "employment_type": st.sampled_from([1, 7, 11, 17, 82, 83, None]),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=40))
def test_both_engines_agree(lines: list[dict[str, Any]]) -> None:
    declared = pl.DataFrame(lines, schema_overrides={"employment_type": pl.Int64})
    with open_engine(1, "500MB") as connection:
        stage_parameters(connection, Window(PERIODS[-1] + timedelta(days=60)))
        frame_table(connection, "wage_lines", declared.with_row_index("number"))
        rows = read_frame(connection, sql_file("statute/laws/wml/pay_lines.sql")).sort("number").to_dicts()
    for line, row in zip(lines, rows, strict=True):
        check = check_hourly_pay(**line)
        assert (row["status"], row["age"], row["counted_cents"]) == (check.status, check.age, check.counted_cents)
        assert (row["minimum_cents"], row["why_not"] or "") == (check.minimum_cents, check.why_not)
        assert row["shortfall_cents"] == check.shortfall_cents
        assert row["shortfall_per_hour_cents"] == check.shortfall_per_hour_cents


@given(LINES, st.integers(0, 100_000))
def test_more_pay_never_creates_or_raises_a_shortfall(line: dict[str, Any], more: int) -> None:
    less, raised = check_hourly_pay(**line), check_hourly_pay(**line | {"wage_cents": line["wage_cents"] + more})
    if less.why_not != "wage_parts":
        assert raised.shortfall_cents <= less.shortfall_cents
        assert raised.shortfall_per_hour_cents <= less.shortfall_per_hour_cents
        assert less.status == BELOW or raised.status != BELOW


@given(LINES, st.integers(1, 600))
def test_more_hours_for_the_same_pay_never_lower_a_shortfall(line: dict[str, Any], more: int) -> None:
    fewer, longer = check_hourly_pay(**line), check_hourly_pay(**line | {"paid_minutes": line["paid_minutes"] + more})
    assert longer.shortfall_cents >= fewer.shortfall_cents
