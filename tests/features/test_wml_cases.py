"""The worked cases of single returns beside the act, put to both engines: the Python function and the SQL check."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from data_contracts.yaml_files import read_yaml
from features.statute.laws import LAWS_FOLDER
from features.statute.pay_check import PayCheck, check_hourly_pay
from tests.features.pay_engines import Line, month_end, sql_checks

Case = dict[str, Any]
CASES: list[Case] = [case for path in sorted(LAWS_FOLDER.glob("wml/cases/*.yaml")) for case in read_yaml(path)]


def cents(euros: float) -> int:
    return int(Decimal(str(euros)) * 100)


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def declared(case: Case) -> Line:
    given, when = case["given"], case["when"]
    first = given["from"] if "from" in given else month(given["month"])
    return {
        "period": first,
        "period_end": given.get("to", month_end(first)),
        "birth_month": month(given["born"]),
        "wage_cents": cents(when["wage"]),
        "paid_minutes": int(Decimal(str(when["hours"])) * 60),
        "holiday_allowance_paid_cents": cents(when.get("holiday_allowance", 0)),
        "irregular_wage_cents": cents(when.get("irregular", 0)),
        "employment_type": given.get("employment_type", 1),
    }


def in_python(case: Case) -> PayCheck:
    return check_hourly_pay(**declared(case))


def in_sql(case: Case) -> PayCheck:
    return _all_in_sql()[CASES.index(case)]


@cache
def _all_in_sql() -> list[PayCheck]:
    return sql_checks([declared(case) for case in CASES])


def expected(case: Case) -> tuple[Any, ...]:
    expect = case["expect"]
    minimum = cents(expect["minimum"]) if "minimum" in expect else None
    highest = cents(expect["highest"]) if "highest" in expect else minimum
    short = cents(expect.get("short", 0)), cents(expect.get("short_per_hour", 0))
    return expect["status"], expect["age"], minimum, highest, *short, expect.get("why_not", "")


def outcome(check: PayCheck) -> tuple[Any, ...]:
    short = check.shortfall_cents, check.shortfall_per_hour_cents
    return check.status, check.age, check.minimum_cents, check.high_cents, *short, check.why_not


@pytest.mark.parametrize("engine", [in_python, in_sql])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_case(case: Case, engine: Callable[[Case], PayCheck]) -> None:
    assert outcome(engine(case)) == expected(case), case["because"]


def test_cases_are_enough_and_say_why() -> None:
    assert len(CASES) >= 40
    assert [
        case["name"] for case in CASES if not case["because"].startswith(("Art. ", "Youth scale", "Besluit "))
    ] == []
