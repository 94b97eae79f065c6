"""Worked cases of the rules: YAML that a lawyer can read, made into tiny registers and held against the facts.

A case lies in ``features/statute/laws/<act>/rules/<rule>/cases.yaml``:

    - name: what the case shows
      because: the article that decides it, first ("Art. 7(1) - ...")
      as_of: 2026-10-31                 # left out: this day; the twelve months before its month are looked at
      given:                            # rows by register table, in euros and hours; only what matters
        wage_records:
          - {employer: E1, worker: A, month: 2026-08, wage_eur: 1160.00, paid_hours: 100}
          - {worker: B, month: 2025-10 to 2026-09}            # a row for each month
          - {worker: C, four_weeks_from: 2026-06-22}          # a return every four weeks
      expect:                           # the facts of this rule, all of them; [] for none
        - {employer: E1, status: below, workers: 1, months: 1, amount_eur: 33.90, from: 2026-08, to: 2026-08,
           detail: {due_eur: 1499.00}}

Names of employers, workers and parties are free; who is only named is an ordinary employer. Columns are those of the
delivered table; a month in a column of dates stands for its first day, or its last in a column that ends something.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import polars as pl

from data_contracts.yaml_files import read_yaml
from features.statute.laws import LAWS_FOLDER
from tests.features.registers import SCHEMAS, Registers, Row, month_end, worker

DEFAULT_AS_OF = date(2026, 10, 31)
DEFAULT_MONTH = "2026-08"
LONG_AGO = date(2015, 1, 1)
FACTORS = {"_eur": ("_cents", 100), "_hours": ("_minutes", 60)}
ENDS = ("_to", "_end", "ended_on", "end_date")
FACT_NAMES = {"months": "worker_months", "from": "period_from", "to": "period_to"}
PERIODS = ("period_from", "period_to")
WORKERS_PER_CASE = 100


@dataclass(frozen=True)
class WorkedCase:
    """One case; ``number`` keeps its employers and workers apart from those of every other case."""

    number: int
    rule: str
    name: str
    because: str
    as_of: date
    given: dict[str, list[Row]]
    expect: list[Row]

    @property
    def prefix(self) -> str:
        """What the case's employers, parties and permits start with."""
        return f"C{self.number:04d}"


def load_cases() -> list[WorkedCase]:
    """Return the cases of all rules of all acts."""
    paths = sorted(LAWS_FOLDER.glob("*/rules/*/cases.yaml"))
    read = [(path.parent.name, entry) for path in paths for entry in read_yaml(path)]
    return [
        WorkedCase(
            number, rule, entry["name"], entry["because"], entry.get("as_of", DEFAULT_AS_OF), entry["given"],
            entry["expect"],
        )
        for number, (rule, entry) in enumerate(read)
    ]  # fmt: skip


def add_case(registers: Registers, case: WorkedCase) -> None:
    """Add everything that is given in a case."""
    scene = _Scene(registers, case)
    for table in sorted(case.given, key=list(SCHEMAS).index):
        for row in case.given[table]:
            scene.add(table, dict(row))


def expected_fact(row: Row) -> Row:
    """Return what a fact has to show: those of its columns that are named, and the figures of its detail among them."""
    named = {FACT_NAMES.get(name, name): value for name, value in row.items() if name not in {"employer", "detail"}}
    months = {name: _first_day(value) for name, value in named.items() if name in PERIODS and isinstance(value, str)}
    return _in_stored_units(named | months | row.get("detail", {}))


def _in_stored_units(figures: Row) -> Row:
    """Return figures in cents and minutes, named after them, that were written in euros and hours."""
    return dict(_stored(name, value) for name, value in figures.items())


class _Scene:
    """The registers of one case: names become numbers that no other case has."""

    def __init__(self, registers: Registers, case: WorkedCase) -> None:
        self.registers, self.case = registers, case
        self.workers: dict[str, int] = {}
        self.others = {row["party"] for row in case.given.get("parties", [])}
        self.described = {row.get("employer", "E1") for row in case.given.get("employers", [])}
        self.employers: set[str] = set()
        self.permits = count()

    def add(self, table: str, row: Row) -> None:
        """Add what a row says, for each of the months that it names."""
        for dated in _each_period(table, row):
            getattr(self, f"_add_{table}")(dated)

    def _add_employers(self, row: Row) -> None:
        name = row.pop("employer", "E1")
        self.employers.add(name)
        self.registers.employer(self.case.prefix + name, **self._columns("employers", {"valid_from": LONG_AGO} | row))

    def _add_parties(self, row: Row) -> None:
        name, kind = self.case.prefix + row.pop("party"), row.pop("kind")
        self.registers.party(name, kind, **self._columns("parties", {"valid_from": LONG_AGO} | row))

    def _add_wage_records(self, row: Row) -> None:
        employer, pid = self._employer(row), self._worker(row)
        self.registers.wage(employer, worker_pid=pid, **self._columns("wage_records", row))

    def _add_payslips(self, row: Row) -> None:
        employer, pid = self._employer(row), self._worker(row)
        self.registers.payslip(employer, worker_pid=pid, **self._columns("payslips", row))

    def _add_staffing_links(self, row: Row) -> None:
        lender, hirer = self._side(row.pop("lender")), self._side(row.pop("hirer"))
        self.registers.link(lender, hirer, **self._columns("staffing_links", row))

    def _add_placements(self, row: Row) -> None:
        lender, hirer, pid = self._side(row.pop("lender")), self._side(row.pop("hirer")), self._worker(row)
        self.registers.placement(lender, hirer, worker_pid=pid, **self._columns("placements", row))

    def _add_permit_duties(self, row: Row) -> None:
        self.registers.permit_duty(self._worker(row), **self._columns("permit_duties", {"valid_from": LONG_AGO} | row))

    def _add_work_permits(self, row: Row) -> None:
        pid, name = self._worker(row), row.pop("employer", "E1")
        employer = None if name is None else self._side(name)
        permit_id = f"{self.case.prefix}W{next(self.permits)}"
        self.registers.permit(permit_id, employer, worker_pid=pid, **self._columns("work_permits", row))

    def _employer(self, row: Row) -> str:
        return self._side(row.pop("employer", "E1"))

    def _worker(self, row: Row) -> int:
        number = self.workers.setdefault(row.pop("worker", "A"), len(self.workers))
        assert number < WORKERS_PER_CASE, "a worked case is small"
        return worker(self.case.number * WORKERS_PER_CASE + number)

    def _side(self, name: str) -> str:
        """Return the number of a party or employer; an employer that the case says nothing more of is made here."""
        if name not in self.others | self.described | self.employers:
            self._add_employers({"employer": name})
        return self.case.prefix + name

    def _columns(self, table: str, row: Row) -> Row:
        stored = _in_stored_units(row)
        unknown = set(stored) - set(SCHEMAS[table])
        assert not unknown, f"{self.case.rule}, '{self.case.name}': {table} has no column {', '.join(unknown)}"
        return {name: _dated(name, value, SCHEMAS[table][name]) for name, value in stored.items()}


def _each_period(table: str, row: Row) -> Iterator[Row]:
    """Yield the row once for each month that it names, with the period's first day, and its last in returns."""
    if "period" not in SCHEMAS[table]:
        yield row
        return
    start = row.pop("four_weeks_from", None)
    if start is not None:
        yield row | {"period": start} | ({"period_end": start + timedelta(27)} if table == "wage_records" else {})
        return
    first, _, last = str(row.pop("month", DEFAULT_MONTH)).partition(" to ")
    for month in pl.date_range(_first_day(first), _first_day(last or first), "1mo", eager=True):
        yield row | {"period": month}


def _stored(name: str, value: Any) -> tuple[str, Any]:
    for delivered, (stored, factor) in FACTORS.items():
        if name.endswith(delivered) and not name.startswith("no_"):  # "no_hours" counts where hours are missing
            return name.removesuffix(delivered) + stored, None if value is None else int(Decimal(str(value)) * factor)
    return name, value


def _dated(name: str, value: Any, dtype: Any) -> Any:
    if dtype != pl.Date or not isinstance(value, str):
        return value
    return month_end(_first_day(value)) if name.endswith(ENDS) else _first_day(value)


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
