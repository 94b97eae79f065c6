"""The fine norm of underpayment on many employers at once, held against the table read by hand."""

import json
from datetime import date
from itertools import product

import polars as pl
import pytest

from tests.features.registers import Registers
from tests.features.results import facts_of

AS_OF = date(2025, 12, 31)
MONTHS = pl.date_range(date(2024, 12, 1), date(2025, 11, 1), "1mo", eager=True).to_list()
# Of every 10,000 cents that were due so many are missing: about each limit of the table.
MISSING = (100, 499, 500, 501, 999, 1_000, 2_499, 2_500, 4_999, 5_000, 9_000)
HOURS = (2, 40)
TABLE = {
    0: (500, 750, 1000, 1250), 5: (750, 1000, 1250, 2000), 10: (1250, 2000, 3000, 4500), 25: (2000, 3000, 4500, 7000),
    50: (3000, 4500, 7000, 10000),
}  # fmt: skip
Underpaid = tuple[int, int, int]
CASES: list[Underpaid] = list(product((1, 2, 3, 5, 6, 12), MISSING, HOURS))


def due_cents(month: date, hours: int) -> int:
    amount = 1368 if month < date(2025, 1, 1) else 1406 if month < date(2025, 7, 1) else 1440
    return amount * hours


def norm_by_hand(months: list[date], missing: int, hours: int) -> tuple[int, int]:
    """Return what is missing in cents, and the norm in euros."""
    due = [due_cents(month, hours) for month in months]
    short = [cents - paid_cents(cents, missing) for cents in due]
    if sum(short) < 5_000:
        return sum(short), 500
    row = max(limit for limit in TABLE if sum(short) * 100 >= limit * sum(due))
    column = 0 if len(months) == 1 else 1 if len(months) == 2 else 2 if len(months) < 6 else 3
    return sum(short), TABLE[row][column]


def paid_cents(due: int, missing: int) -> int:
    return due - due * missing // 10_000


@pytest.fixture(scope="module")
def norms(tmp_path_factory: pytest.TempPathFactory) -> dict[Underpaid, tuple[int, int]]:
    """Return what each case's fact says is missing, in cents, and the norm in euros."""
    registers = Registers(tmp_path_factory.mktemp("norms"))
    for number, (count, missing, hours) in enumerate(CASES):
        registers.employer(f"E{number}")
        for month in MONTHS[-count:]:
            wage = paid_cents(due_cents(month, hours), missing)
            registers.wage(f"E{number}", month, wage_cents=wage, paid_minutes=hours * 60)
    facts = facts_of(registers, AS_OF)
    found = [facts[f"E{number}", "minimum_wage", "below"] for number in range(len(CASES))]
    details = [json.loads(fact["detail"]) for fact in found]
    assert all(detail["fine_norm_last_known_cents"] is None for detail in details)
    told = [
        (fact["amount_cents"], detail["fine_norm_cents"] // 100) for fact, detail in zip(found, details, strict=True)
    ]
    return dict(zip(CASES, told, strict=True))


def test_the_norm_follows_from_the_table(norms: dict[Underpaid, tuple[int, int]]) -> None:
    by_hand = {case: norm_by_hand(MONTHS[-case[0] :], case[1], case[2]) for case in CASES}
    assert norms == by_hand
    assert {norm for _, norm in by_hand.values()} == {euros for row in TABLE.values() for euros in row}


def test_less_missing_never_has_a_higher_norm(norms: dict[Underpaid, tuple[int, int]]) -> None:
    for count, hours in product((1, 2, 3, 5, 6, 12), HOURS):
        rising = [norms[count, missing, hours][1] for missing in MISSING]
        assert rising == sorted(rising)
