"""The minimum-wage test of declared lines by its SQL, in the form of the Python function beside it."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from features.engine import open_engine, sql_file
from features.staging.parameters import stage_parameters
from features.statute.pay_check import PayCheck
from features.window import next_month

Line = dict[str, Any]
COLUMNS = (
    "status", "age", "counted_cents", "minimum_cents", "high_cents", "shortfall_cents", "shortfall_per_hour_cents",
)  # fmt: skip
SCHEMA = {
    "from_day": pl.Date, "to_day": pl.Date, "birth_month": pl.Date, "wage_cents": pl.Int64, "paid_minutes": pl.Int64,
    "holiday_allowance_paid_cents": pl.Int64, "irregular_wage_cents": pl.Int64, "employment_type": pl.Int64,
}  # fmt: skip


def sql_checks(lines: list[Line]) -> list[PayCheck]:
    """Return what ``pay_lines.sql`` makes of lines that are given as arguments of ``check_hourly_pay``."""
    wage_lines = pl.DataFrame([_wage_line(line) for line in lines], schema=SCHEMA)
    months = [line["period"].replace(day=1) for line in lines]
    with open_engine(1, "500MB") as engine:
        stage_parameters(engine, min(months), max(months))
        engine.frame_table("handed_lines", wage_lines.with_row_index("number"))
        months_too = "SELECT *, CAST(date_trunc('month', from_day) AS DATE) AS period FROM handed_lines"
        engine.make_table("wage_lines", months_too)
        rows = engine.read_frame(sql_file("statute/laws/wml/pay_lines.sql")).sort("number").to_dicts()
    return [PayCheck(*(row[name] for name in COLUMNS), row["why_not"] or "") for row in rows]


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return next_month(day) - timedelta(days=1)


def _wage_line(line: Line) -> Line:
    defaults = {"holiday_allowance_paid_cents": 0, "irregular_wage_cents": 0, "employment_type": 1}
    days = {"from_day": line["period"], "to_day": line.get("period_end") or month_end(line["period"])}
    return defaults | {name: value for name, value in line.items() if name in SCHEMA} | days
