"""The worked cases beside the act, put to both engines: the Python function and the SQL check."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from features.engine import make_table, open_engine, read_frame, sql_file
from features.staging import stage_parameters
from features.statute.laws import LAWS_FOLDER
from features.statute.pay_check import PayCheck, check_hourly_pay
from features.window import Window

CASES = [case for path in sorted(LAWS_FOLDER.glob("wml/cases/*.yaml")) for case in yaml.safe_load(path.read_text())]
COLUMNS = ("status", "age", "counted_cents", "minimum_cents", "shortfall_cents", "shortfall_per_hour_cents")


def cents(euros: float) -> int:
    return int(Decimal(str(euros)) * 100)


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def declared(case: dict[str, Any]) -> dict[str, Any]:
    given, when = case["given"], case["when"]
    return {
        "period": month(given["month"]),
        "birth_month": month(given["born"]),
        "wage_cents": cents(when["wage"]),
        "paid_minutes": int(Decimal(str(when["hours"])) * 60),
        "holiday_allowance_paid_cents": cents(when.get("holiday_allowance", 0)),
        "irregular_wage_cents": cents(when.get("irregular", 0)),
        "employment_type": given.get("employment_type", 1),
    }


def sql_check(line: dict[str, Any]) -> PayCheck:
    with open_engine(1, "500MB") as connection:
        stage_parameters(connection, Window(line["period"] + timedelta(days=31)))
        named = ", ".join(f"${name} AS {name}" for name in line)
        make_table(connection, "wage_lines", f"SELECT 'E1' AS employer_id, {named}", line)
        (row,) = read_frame(connection, sql_file("statute/laws/wml/pay_lines.sql")).to_dicts()
    return PayCheck(*(row[name] for name in COLUMNS), row["why_not"] or "")


def expected(case: dict[str, Any]) -> tuple[Any, ...]:
    expect = case["expect"]
    minimum = cents(expect["minimum"]) if "minimum" in expect else None
    short = cents(expect.get("short", 0)), cents(expect.get("short_per_hour", 0))
    return expect["status"], expect["age"], minimum, *short, expect.get("why_not", "")


def outcome(check: PayCheck) -> tuple[Any, ...]:
    short = check.shortfall_cents, check.shortfall_per_hour_cents
    return check.status, check.age, check.minimum_cents, *short, check.why_not


@pytest.mark.parametrize("engine", [lambda line: check_hourly_pay(**line), sql_check], ids=["python", "sql"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_case(case: dict[str, Any], engine: Any) -> None:
    assert outcome(engine(declared(case))) == expected(case), case["because"]


def test_cases_are_enough_and_say_why() -> None:
    assert len(CASES) >= 15
    assert all(case["because"].startswith(("Art. ", "Youth scale", "Besluit ")) for case in CASES)
    assert all(Path(LAWS_FOLDER / "wml" / "cases").glob("*.yaml"))
