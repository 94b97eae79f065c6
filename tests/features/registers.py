"""Tiny registers in the form of the warehouse (cents and minutes), one Parquet file a period for wage records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

Row = dict[str, Any]

FIRST_PID = 2**62
"""The lowest pseudonym of a worker."""

SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "employers": {
        "employer_id": pl.String, "legal_form": pl.String, "sbi_code": pl.String, "size_class": pl.String,
        "province": pl.String, "start_date": pl.Date, "end_date": pl.Date, "waadi_registered_from": pl.Date,
        "waadi_registered_to": pl.Date, "sna_certified_from": pl.Date, "sna_certified_to": pl.Date,
        "wtta_status": pl.String, "valid_from": pl.Date, "valid_to": pl.Date, "known_at": pl.Date,
    },
    "wage_tax_numbers": {
        "loonheffingennummer": pl.String, "employer_id": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
        "known_at": pl.Date,
    },
    "parties": {
        "party_id": pl.String, "kind": pl.String, "employer_id": pl.String, "party_name": pl.String,
        "valid_from": pl.Date, "valid_to": pl.Date, "known_at": pl.Date,
    },
    "wage_records": {
        "loonheffingennummer": pl.String, "worker_pid": pl.Int64, "income_relationship": pl.Int32, "period": pl.Date,
        "period_end": pl.Date, "birth_month": pl.Date, "started_on": pl.Date, "ended_on": pl.Date,
        "income_type": pl.Int32, "employment_type": pl.Int32, "contract_indefinite": pl.Boolean,
        "contract_written": pl.Boolean, "contract_on_call": pl.Boolean, "cao_code": pl.String,
        "wage_tax_table": pl.String, "wage_cents": pl.Int64, "overtime_wage_cents": pl.Int64,
        "holiday_allowance_paid_cents": pl.Int64, "holiday_allowance_reserved_cents": pl.Int64,
        "irregular_wage_cents": pl.Int64, "paid_minutes": pl.Int64, "contract_week_minutes": pl.Int64,
        "known_at": pl.Date,
    },
    "payslips": {
        "loonheffingennummer": pl.String, "worker_pid": pl.Int64, "income_relationship": pl.Int32, "period": pl.Date,
        "paid_by": pl.String, "net_paid_cents": pl.Int64, "housing_deduction_cents": pl.Int64,
        "housing_certified": pl.Boolean, "health_insurance_deduction_cents": pl.Int64,
        "other_deduction_cents": pl.Int64, "et_exchanged_cents": pl.Int64, "known_at": pl.Date,
    },
    "placements": {
        "worker_pid": pl.Int64, "lender_id": pl.String, "hirer_id": pl.String, "valid_from": pl.Date,
        "valid_to": pl.Date, "week_minutes": pl.Int64, "known_at": pl.Date,
    },
    "permit_duties": {
        "worker_pid": pl.Int64, "permit_required": pl.Boolean, "valid_from": pl.Date, "valid_to": pl.Date,
        "known_at": pl.Date,
    },
    "work_permits": {
        "permit_id": pl.String, "worker_pid": pl.Int64, "permit_type": pl.String, "employer_id": pl.String,
        "valid_from": pl.Date, "valid_to": pl.Date, "known_at": pl.Date,
    },
    "staffing_links": {
        "lender_id": pl.String, "hirer_id": pl.String, "period": pl.Date, "workers": pl.Int32,
        "hired_minutes": pl.Int64, "invoiced_cents": pl.Int64, "known_at": pl.Date,
    },
    "establishments": {
        "establishment_id": pl.String, "employer_id": pl.String, "postcode": pl.String,
        "municipality_code": pl.String, "last_seen_active": pl.Date, "valid_from": pl.Date, "valid_to": pl.Date,
        "known_at": pl.Date,
    },
    "officers": {
        "officer_pid": pl.Int64, "employer_id": pl.String, "role": pl.String, "valid_from": pl.Date,
        "valid_to": pl.Date, "known_at": pl.Date,
    },
    "insolvencies": {
        "insolvency_id": pl.String, "employer_id": pl.String, "kind": pl.String, "declared_on": pl.Date,
        "ended_on": pl.Date, "known_at": pl.Date,
    },
    "signals": {
        "signal_id": pl.String, "employer_id": pl.String, "received_on": pl.Date, "topic": pl.String,
        "source_kind": pl.String, "known_at": pl.Date,
    },
    "posted_work": {
        "notification_id": pl.String, "provider_id": pl.String, "recipient_id": pl.String, "workers": pl.Int32,
        "valid_from": pl.Date, "valid_to": pl.Date, "known_at": pl.Date,
    },
    "inspections": {
        "case_id": pl.String, "employer_id": pl.String, "establishment_id": pl.String, "selection_ground": pl.String,
        "selection_probability": pl.Float64, "selected_on": pl.Date, "opened_on": pl.Date, "closed_on": pl.Date,
        "team": pl.String, "spent_minutes": pl.Int64, "known_at": pl.Date,
    },
    "findings": {
        "case_id": pl.String, "law": pl.String, "established_on": pl.Date, "examined": pl.Boolean,
        "violation": pl.Boolean, "article": pl.String, "workers_affected": pl.Int32, "underpaid_cents": pl.Int64,
        "sanction": pl.String, "objection": pl.String, "known_at": pl.Date,
    },
}  # fmt: skip


@dataclass
class Registers:
    """Rows of the tables that features read; ``write`` puts them in place as the warehouse would."""

    folder: Path
    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in SCHEMAS})

    def employer(self, employer_id: str = "E1", **given: Any) -> "Registers":
        """Add a version of an employer; with the first come its wage tax number and the party that it is."""
        start = given.get("valid_from", date(2020, 1, 1))
        row = {
            "employer_id": employer_id, "legal_form": "bv", "sbi_code": "5610", "size_class": "5-9", "province": "UT",
            "start_date": start, "wtta_status": "not_applied", "valid_from": start, "known_at": start,
        }  # fmt: skip
        if employer_id not in self._employers():
            self.number(f"{employer_id}L01", employer_id, valid_from=start)
            self.party(f"P{employer_id}", "registered", employer_id=employer_id, valid_from=start)
        return self._add("employers", row | given)

    def number(self, number: str, employer_id: str, **given: Any) -> "Registers":
        """Add a wage tax number of an employer, from 2020 on."""
        start = given.get("valid_from", date(2020, 1, 1))
        row = {"loonheffingennummer": number, "employer_id": employer_id, "valid_from": start, "known_at": start}
        return self._add("wage_tax_numbers", row | given)

    def party(self, party_id: str, kind: str, **given: Any) -> "Registers":
        """Add a party of links, from 2020 on."""
        start = given.get("valid_from", date(2020, 1, 1))
        return self._add(
            "parties", {"party_id": party_id, "kind": kind, "valid_from": start, "known_at": start} | given
        )

    def wage(self, employer_id: str = "E1", period: date = date(2026, 8, 1), **given: Any) -> "Registers":
        """Add a line of a monthly return; a return of four weeks gives its ``period_end``."""
        row = {
            "loonheffingennummer": f"{employer_id}L01", "worker_pid": FIRST_PID, "income_relationship": 1,
            "period": period, "period_end": month_end(period), "birth_month": date(1990, 3, 1), "income_type": 15,
            "employment_type": 1, "contract_indefinite": True, "contract_written": True, "contract_on_call": False,
            "wage_tax_table": "022", "wage_cents": 200_000, "overtime_wage_cents": 0,
            "holiday_allowance_paid_cents": 0, "holiday_allowance_reserved_cents": 16_000, "irregular_wage_cents": 0,
            "paid_minutes": 6_000, "known_at": given.get("period_end", month_end(period)) + timedelta(days=20),
        }  # fmt: skip
        return self._add("wage_records", row | given)

    def link(self, lender: str, hirer: str, period: date = date(2026, 8, 1), **given: Any) -> "Registers":
        """Add a link between two parties: an employer by its own number, or another party that was added before."""
        row = {
            "lender_id": self._party_of(lender), "hirer_id": self._party_of(hirer), "period": period, "workers": 2,
            "hired_minutes": 6_000, "invoiced_cents": 250_000, "known_at": month_end(period) + timedelta(days=20),
        }  # fmt: skip
        return self._add("staffing_links", row | given)

    def payslip(self, employer_id: str = "E1", period: date = date(2026, 8, 1), **given: Any) -> "Registers":
        """Add a payslip: paid by bank, with nothing kept in. ``period`` is the first day of the return's period."""
        row = {
            "loonheffingennummer": f"{employer_id}L01", "worker_pid": FIRST_PID, "income_relationship": 1,
            "period": period, "paid_by": "bank", "net_paid_cents": 150_000, "housing_deduction_cents": 0,
            "health_insurance_deduction_cents": 0, "other_deduction_cents": 0, "et_exchanged_cents": 0,
            "known_at": month_end(period) + timedelta(days=20),
        }  # fmt: skip
        return self._add("payslips", row | given)

    def placement(self, lender: str, hirer: str, **given: Any) -> "Registers":
        """Add a lent worker at a hirer, by default through August 2026; parties as in ``link``."""
        start = given.get("valid_from", date(2026, 8, 1))
        row = {
            "worker_pid": FIRST_PID, "lender_id": self._party_of(lender), "hirer_id": self._party_of(hirer),
            "valid_from": start, "valid_to": month_end(start), "week_minutes": 2_280, "known_at": start,
        }  # fmt: skip
        return self._add("placements", row | given)

    def permit_duty(self, worker_pid: int = FIRST_PID, **given: Any) -> "Registers":
        """Add that a worker may only work with a permit, from 2020 on."""
        start = given.get("valid_from", date(2020, 1, 1))
        row = {"worker_pid": worker_pid, "permit_required": True, "valid_from": start, "known_at": start}
        return self._add("permit_duties", row | given)

    def permit(self, permit_id: str, employer_id: str | None = "E1", **given: Any) -> "Registers":
        """Add a work permit for one employer, from 2026 on."""
        start = given.get("valid_from", date(2026, 1, 1))
        row = {
            "permit_id": permit_id, "worker_pid": FIRST_PID, "permit_type": "twv", "employer_id": employer_id,
            "valid_from": start, "known_at": start,
        }  # fmt: skip
        return self._add("work_permits", row | given)

    def establishment(self, establishment_id: str, employer_id: str = "E1", **given: Any) -> "Registers":
        """Add an establishment in Utrecht, from 2020 on."""
        start = given.get("valid_from", date(2020, 1, 1))
        row = {
            "establishment_id": establishment_id, "employer_id": employer_id, "municipality_code": "GM0344",
            "last_seen_active": None, "valid_from": start, "known_at": start,
        }  # fmt: skip
        return self._add("establishments", row | given)

    def officer(self, officer_pid: int, employer_id: str = "E1", **given: Any) -> "Registers":
        """Add a director, from 2020 on."""
        start = given.get("valid_from", date(2020, 1, 1))
        row = {
            "officer_pid": officer_pid, "employer_id": employer_id, "role": "director", "valid_from": start,
            "known_at": start,
        }  # fmt: skip
        return self._add("officers", row | given)

    def insolvency(self, employer_id: str, declared_on: date, **given: Any) -> "Registers":
        """Add a bankruptcy, known on the day on which it is declared."""
        row = {
            "insolvency_id": f"F-{employer_id}", "employer_id": employer_id, "kind": "bankruptcy",
            "declared_on": declared_on, "known_at": declared_on,
        }  # fmt: skip
        return self._add("insolvencies", row | given)

    def signal(self, signal_id: str, employer_id: str, received_on: date, **given: Any) -> "Registers":
        """Add a report of a worker about pay, known on the day on which it is received."""
        row = {
            "signal_id": signal_id, "employer_id": employer_id, "received_on": received_on, "topic": "wml",
            "source_kind": "worker", "known_at": received_on,
        }  # fmt: skip
        return self._add("signals", row | given)

    def case(
        self, case_id: str, employer_id: str, selected_on: date, closed_on: date | None, **violations: bool | None
    ) -> "Registers":
        """Add a case, with its findings by law: ``True``, ``False``, or ``None`` for a law that was not examined."""
        row = {
            "case_id": case_id, "employer_id": employer_id, "selection_ground": "random", "selected_on": selected_on,
            "closed_on": closed_on, "team": "T1", "known_at": closed_on or selected_on,
        }  # fmt: skip
        if closed_on is not None:
            self.finding(case_id, known_at=closed_on, **violations)
        return self._add("inspections", row)

    def finding(self, case_id: str, *, known_at: date, **violations: bool | None) -> "Registers":
        """Add what became known of a case on a day, by law."""
        return self._findings(case_id, known_at, None, violations)

    def objected(self, case_id: str, objection: str, *, known_at: date, **violations: bool | None) -> "Registers":
        """Add where an objection stands on a day, and what the findings then are, by law."""
        return self._findings(case_id, known_at, objection, violations)

    def write(self, keep: Callable[[Row], bool] = lambda row: True) -> dict[str, str]:
        """Write the rows that are to be kept and return the path or glob of each table."""
        return {table: self._write(table, [row for row in rows if keep(row)]) for table, rows in self.rows.items()}

    def _findings(
        self, case_id: str, known_at: date, objection: str | None, violations: Mapping[str, bool | None]
    ) -> "Registers":
        for law, violation in violations.items():
            row = {"case_id": case_id, "law": law, "examined": violation is not None, "violation": violation}
            self._add("findings", row | {"established_on": known_at, "objection": objection, "known_at": known_at})
        return self

    def _employers(self) -> set[str]:
        return {row["employer_id"] for row in self.rows["employers"]}

    def _party_of(self, name: str) -> str:
        party = f"P{name}" if name in self._employers() else name
        assert any(row["party_id"] == party for row in self.rows["parties"]), f"no party {name} was added"
        return party

    def _add(self, table: str, row: Row) -> "Registers":
        self.rows[table].append(dict.fromkeys(SCHEMAS[table]) | row)
        return self

    def _write(self, table: str, rows: list[Row]) -> str:
        folder = self.folder / table
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.parquet"):
            old.unlink()
        parts: dict[str, list[Row]] = {"all": []}
        for row in rows:
            parts.setdefault(f"{row['period']:%Y-%m}" if table == "wage_records" else "all", []).append(row)
        for name, part in parts.items():
            pl.DataFrame(part, schema=dict(SCHEMAS[table])).write_parquet(folder / f"{name}.parquet")
        return str(folder / "*.parquet")


def worker(number: int) -> int:
    """Return the pseudonym of a worker of a test."""
    return FIRST_PID + number


def month_end(period: date) -> date:
    """Return the last day of a month."""
    return (period.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
