"""Lines of wage returns as the monthly lists read them, and the features that a family makes of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from features.engine import DuckDBEngine, open_engine, sql_file
from features.monthly.lists import monthly_columns, select_list, whole
from features.window import Window
from tests.features.registers import month_end

AS_OF = date(2026, 10, 31)
"""The window runs from October 2025 up to and including September 2026."""
AUGUST = date(2026, 8, 1)
MINIMUM_CENTS = 1_000
"""The hourly minimum of every line: 100 hours ask 100,000 cents."""
Row = dict[str, Any]

SCHEMA: Mapping[str, Any] = {
    "employer_id": pl.String, "period": pl.Date, "from_day": pl.Date, "to_day": pl.Date, "days": pl.Int64,
    "started_on": pl.Date, "ended_on": pl.Date, "employment_type": pl.Int16, "contract_indefinite": pl.Boolean,
    "contract_written": pl.Boolean, "contract_on_call": pl.Boolean, "cao_code": pl.String, "wage_cents": pl.Int64,
    "overtime_wage_cents": pl.Int64, "holiday_allowance_paid_cents": pl.Int64,
    "holiday_allowance_reserved_cents": pl.Int64, "irregular_wage_cents": pl.Int64, "paid_minutes": pl.Int64,
    "contract_week_minutes": pl.Int64, "counted_cents": pl.Int64, "age": pl.Int32, "due_60ths": pl.Int64,
    "why_not": pl.String, "status": pl.String, "shortfall_cents": pl.Int64,
}  # fmt: skip


def line(employer_id: str = "E1", period: date = AUGUST, **given: Any) -> Row:
    """Return a line: 100 hours of an adult with a fixed contract, a third above the minimum.

    A return of four weeks gives its ``from_day`` and ``to_day``; ``period`` is then the month in which it starts.
    """
    from_day, to_day = given.get("from_day", period), given.get("to_day", month_end(period))
    row = {
        "employer_id": employer_id, "period": period, "from_day": from_day, "to_day": to_day,
        "days": (to_day - from_day).days + 1, "started_on": date(2020, 1, 1), "ended_on": None, "employment_type": 1,
        "contract_indefinite": True, "contract_written": True, "contract_on_call": False, "cao_code": "0123",
        "wage_cents": 133_333, "overtime_wage_cents": 0, "holiday_allowance_paid_cents": 0,
        "holiday_allowance_reserved_cents": 10_667, "irregular_wage_cents": 0, "paid_minutes": 6_000,
        "contract_week_minutes": None, "age": 40, "why_not": None,
    } | given  # fmt: skip
    counted = row["wage_cents"] - row["holiday_allowance_paid_cents"] - row["irregular_wage_cents"]
    due = row["paid_minutes"] * MINIMUM_CENTS
    why_not = row["why_not"] or ("no_hours" if row["paid_minutes"] <= 0 else None)
    short = due - counted * 60
    below = why_not is None and short > 60
    status = "not_testable" if why_not else "below" if below else "met"
    tested = {"counted_cents": counted, "due_60ths": due, "why_not": why_not, "status": status}
    return row | tested | {"shortfall_cents": short // 60 if below else 0}


def year(employer_id: str = "E1", **given: Any) -> list[Row]:
    """Return one line for each month of the window."""
    months = pl.date_range(date(2025, 10, 1), date(2026, 9, 1), "1mo", eager=True)
    return [line(employer_id, month, **given) for month in months]


def stage_months(engine: DuckDBEngine, lines: Sequence[Row], table: str = "employer_months") -> None:
    """Make the months of employers from lines: the families' own lists, summed by employer and month."""
    engine.frame_table("pay_lines", pl.DataFrame(list(lines), schema=dict(SCHEMA)))
    sums = f"SELECT employer_id, period, {select_list()} FROM pay_lines GROUP BY employer_id, period"  # noqa: S608
    columns = ", ".join(whole(name, f"coalesce({name}, 0)") for name in monthly_columns())
    month = "CAST(12 * extract(year FROM period) + extract(month FROM period) AS INTEGER) AS month_no"
    engine.make_table(table, f"SELECT employer_id, {month}, {columns} FROM ({sums})")  # noqa: S608 -- our own names


def features_of(family: str, lines: Sequence[Row], as_of: date = AS_OF) -> dict[str, Row]:
    """Return the features of a family by employer."""
    with open_engine(1, "500MB") as engine:
        stage_months(engine, lines)
        rows = engine.read_frame(sql_file(f"families/{family}/features.sql"), Window(as_of).values).to_dicts()
    return {row.pop("employer_id"): row for row in rows}


def monthly_sums(lines: Sequence[Row]) -> dict[tuple[str, int], Row]:
    """Return every monthly column by employer and month."""
    with open_engine(1, "500MB") as engine:
        stage_months(engine, lines)
        rows = engine.read_frame("SELECT * FROM employer_months").to_dicts()
    return {(row.pop("employer_id"), row.pop("month_no")): row for row in rows}
