"""The minimum-wage test of one line of a payroll return, in Python: the second engine beside ``pay_lines.sql``."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from features.statute.minimum_wage import hourly_minimum
from features.statute.parameters import Known, holds_on

MINUTES_PER_HOUR = 60
TOLERANCE_CENTS = 1
"""The pay of a period is declared in whole cents: one cent of rounding is never held against an employer."""

MET, BELOW, NOT_TESTABLE = "met", "below", "not_testable"


@dataclass(frozen=True)
class PayCheck:
    """The outcome of one line: amounts in cents, ``status`` one of ``met``, ``below`` and ``not_testable``.

    ``why_not`` names what stands in the way of a test: ``no_employment_type``, ``employment_type``, ``no_hours``,
    ``no_minimum``, ``wage_parts``; it is empty when the line was tested.
    """

    status: str
    age: int
    counted_cents: int
    minimum_cents: int | None
    shortfall_cents: int
    shortfall_per_hour_cents: int
    why_not: str = ""


def check_hourly_pay(
    *,
    period: date,
    birth_month: date,
    wage_cents: int,
    paid_minutes: int,
    holiday_allowance_paid_cents: int = 0,
    irregular_wage_cents: int = 0,
    employment_type: int | None = 1,
) -> PayCheck:
    """Test the declared pay of one worker in one period against the statutory hourly minimum (Wml art. 6, 7 and 8).

    Args:
        period: First day of the period of the return, a month or four weeks. The minimum and the age of that day count
            for all of it: both can only rise within it, so that this favours the employer.
        birth_month: First day of the month of birth; the day itself is not in the register.
        wage_cents: Wage in money, with holiday allowance paid and irregular wage inside it.
        paid_minutes: Paid time of the period.
        holiday_allowance_paid_cents: Left out of the wage (art. 6(1)).
        irregular_wage_cents: Left out of the wage: a 13th month or other extra-period salary (art. 6(1)).
        employment_type: Code of the payroll return; without one nobody can say which minimum holds.
    """
    codes = _employment_codes(period)
    counted = wage_cents - holiday_allowance_paid_cents - irregular_wage_cents
    age = age_in_period(period, birth_month)
    answer = hourly_minimum(period, age, employment_type in codes["bbl"])
    minimum = answer.value if isinstance(answer, Known) else None
    why_not = _type_obstacle(employment_type, codes["untested"]) or _obstacle(counted, paid_minutes, minimum)
    if why_not or minimum is None:
        return PayCheck(NOT_TESTABLE, age, counted, minimum, 0, 0, why_not)
    short = paid_minutes * minimum - counted * MINUTES_PER_HOUR
    if short <= TOLERANCE_CENTS * MINUTES_PER_HOUR:
        return PayCheck(MET, age, counted, minimum, 0, 0)
    return PayCheck(BELOW, age, counted, minimum, short // MINUTES_PER_HOUR, short // paid_minutes)


def age_in_period(period: date, birth_month: date) -> int:
    """Return the age in whole years that favours the employer: in the month of the birthday still the younger one."""
    months = 12 * (period.year - birth_month.year) + period.month - birth_month.month
    return (months - 1) // 12


def _employment_codes(period: date) -> dict[str, Any]:
    answer = holds_on("wml.employment_types", period)
    codes: dict[str, Any] = answer.value if isinstance(answer, Known) else {"bbl": [], "untested": []}
    return codes


def _type_obstacle(employment_type: int | None, untested: list[int]) -> str:
    if employment_type is None:
        return "no_employment_type"
    return "employment_type" if employment_type in untested else ""


def _obstacle(counted: int, minutes: int, minimum: int | None) -> str:
    if minutes <= 0:
        return "no_hours"
    if minimum is None:
        return "no_minimum"
    return "wage_parts" if counted < 0 else ""
