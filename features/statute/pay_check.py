"""The minimum-wage test of one line of a wage return, in Python: the second engine beside ``pay_lines.sql``.

It goes through the period day by day, where the SQL looks at its first and last month only.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from features.statute.minimum_bounds import Bounds, between_reason, minimum_bounds
from features.statute.parameters import Known, holds_on
from features.window import next_month

MINUTES_PER_HOUR = 60
TOLERANCE_CENTS = 1
"""The pay of a period is declared in whole cents: one cent of rounding is never held against an employer."""

MET, BELOW, NOT_TESTABLE = "met", "below", "not_testable"


@dataclass(frozen=True)
class PayCheck:
    """The outcome of one line: amounts in cents, ``status`` one of ``met``, ``below`` and ``not_testable``.

    ``minimum_cents`` is the lowest minimum of the days of the period and ``high_cents`` the highest that one of them
    may have. ``why_not`` names what stands in the way of a test: ``no_employment_type``, ``employment_type``,
    ``no_hours``, ``no_minimum``, ``wage_parts``, or ``minimum_changes`` and ``working_week`` when pay lies between the
    two minima; it is empty when the line was tested.
    """

    status: str
    age: int
    counted_cents: int
    minimum_cents: int | None
    high_cents: int | None
    shortfall_cents: int
    shortfall_per_hour_cents: int
    why_not: str = ""


def check_hourly_pay(
    *,
    period: date,
    birth_month: date,
    wage_cents: int,
    paid_minutes: int,
    period_end: date | None = None,
    holiday_allowance_paid_cents: int = 0,
    irregular_wage_cents: int = 0,
    employment_type: int | None = 1,
) -> PayCheck:
    """Test the declared pay of one worker in one period against the statutory hourly minimum (Wml art. 6, 7 and 8).

    Args:
        period: First day of the period of the return.
        birth_month: First day of the month of birth; the day itself is not in the register.
        wage_cents: Wage in money, with holiday allowance paid and irregular wage inside it.
        paid_minutes: Paid time of the period; on which of its days is not in the register.
        period_end: Last day of the period; left out: of the month.
        holiday_allowance_paid_cents: Left out of the wage (art. 6(1)).
        irregular_wage_cents: Left out of the wage: a 13th month or other extra-period salary (art. 6(1)).
        employment_type: Code of the wage return; without one nobody can say which minimum holds.
    """
    codes = _employment_codes(period)
    counted = wage_cents - holiday_allowance_paid_cents - irregular_wage_cents
    end = period_end or next_month(period) - timedelta(days=1)
    bounds = _period_bounds(period, end, birth_month, employment_type in codes["bbl"])
    why_not = _type_obstacle(employment_type, codes["untested"]) or _obstacle(counted, paid_minutes, bounds)
    age = age_in_month(period, birth_month)
    lowest, highest = bounds or (None, None)
    if why_not or bounds is None:
        return PayCheck(NOT_TESTABLE, age, counted, lowest, highest, 0, 0, why_not)
    short = paid_minutes * bounds.lowest - counted * MINUTES_PER_HOUR
    if short > TOLERANCE_CENTS * MINUTES_PER_HOUR:
        return PayCheck(BELOW, age, counted, lowest, highest, short // MINUTES_PER_HOUR, short // paid_minutes)
    if paid_minutes * bounds.highest - counted * MINUTES_PER_HOUR > TOLERANCE_CENTS * MINUTES_PER_HOUR:
        return PayCheck(NOT_TESTABLE, age, counted, lowest, highest, 0, 0, between_reason(period))
    return PayCheck(MET, age, counted, lowest, highest, 0, 0)


def age_in_month(day: date, birth_month: date) -> int:
    """Return the age in whole years that favours the employer: in the month of the birthday still the younger one."""
    months = 12 * (day.year - birth_month.year) + day.month - birth_month.month
    return (months - 1) // 12


def _period_bounds(first: date, last: date, birth_month: date, bbl: bool) -> Bounds | None:
    """Return the lowest and the highest minimum over the days of a period, or nothing when one of them is not known."""
    whole_month = (first.year, first.month) == (last.year, last.month)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    of_days = [minimum_bounds(day, age_in_month(day, birth_month), bbl, whole_month) for day in days]
    known = [bounds for bounds in of_days if bounds is not None]
    if len(known) < len(days):
        return None
    return Bounds(min(bounds.lowest for bounds in known), max(bounds.highest for bounds in known))


def _employment_codes(period: date) -> dict[str, Any]:
    answer = holds_on("wml.employment_types", period)
    codes: dict[str, Any] = answer.value if isinstance(answer, Known) else {"bbl": [], "untested": []}
    return codes


def _type_obstacle(employment_type: int | None, untested: list[int]) -> str:
    if employment_type is None:
        return "no_employment_type"
    return "employment_type" if employment_type in untested else ""


def _obstacle(counted: int, minutes: int, bounds: Bounds | None) -> str:
    if minutes <= 0:
        return "no_hours"
    if bounds is None:
        return "no_minimum"
    return "wage_parts" if counted < 0 else ""
