"""Tiny register deliveries: a hundred good rows a table, as text, to be spoilt one at a time."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.ingest import IngestResult, ingest

Row = dict[str, str]

ROWS = 100
NOTE = {"source": "a test", "synthetic": True, "note_nl": "verzonnen", "note_en": "made up"}


def rsin(number: int) -> str:
    """Return the first RSIN from eight digits on; digits are weighed by hand, apart from the code under test."""
    while True:
        eight = [int(digit) for digit in f"{number:08d}"]
        check = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2), eight, strict=True)) % 11
        if check < 10:
            return f"{number:08d}{check}"
        number += 1


def _employer(n: int) -> Row:
    number = rsin(10_000_000 + 20 * n)
    return {
        "employer_id": f"E{n:03d}", "rsin": number, "kvk_number": f"{n:08d}", "loonheffingennummer": f"{number}L01",
        "trade_name": f"Bedrijf {n}", "legal_form": "bv", "sbi_code": "78201", "size_class": "10-19", "province": "ZH",
        "start_date": "2010-01-01", "end_date": "", "waadi_registered_from": "2015-01-01", "waadi_registered_to": "",
        "valid_from": "2010-01-01", "valid_to": "", "known_at": "2020-01-01",
    }  # fmt: skip


def _wage_record(n: int) -> Row:
    return {
        "loonheffingennummer": _employer(n % ROWS)["loonheffingennummer"], "worker_pid": f"{n:016x}",
        "income_relationship": "1", "period": "2026-01-01", "birth_month": "1990-05-01", "employment_type": "1",
        "contract_indefinite": "true", "contract_written": "true", "contract_on_call": "false", "cao_code": "",
        "anonymous_tariff": "false", "wage_eur": "2500.25", "overtime_wage_eur": "100.00",
        "holiday_allowance_paid_eur": "0", "holiday_allowance_reserved_eur": "200.02", "irregular_wage_eur": "0.00",
        "paid_hours": "160.50", "contract_week_hours": "38", "known_at": "2026-02-20",
    }  # fmt: skip


def _staffing_link(n: int) -> Row:
    return {
        "lender_id": "E000", "lender_kind": "registered", "hirer_id": f"E{n % (ROWS - 1) + 1:03d}",
        "period": f"2026-{n // (ROWS - 1) + 1:02d}-01", "workers": "3", "hired_hours": "300.25",
        "invoiced_eur": "9000.10", "known_at": "2026-03-15",
    }  # fmt: skip


def _inspection(n: int) -> Row:
    return {
        "case_id": f"C{n:03d}", "employer_id": f"E{n:03d}", "selection_ground": "random",
        "selection_probability": "0.05", "selected_on": "2026-01-10", "opened_on": "2026-01-20",
        "closed_on": "2026-03-01", "team": "West 1", "spent_hours": "24.5", "known_at": "2026-03-05",
    }  # fmt: skip


def _finding(n: int) -> Row:
    return {
        "case_id": f"C{n:03d}", "law": "WML", "examined": "true", "violation": "true", "article": "WML art. 7",
        "workers_affected": "2", "underpaid_eur": "1234.56", "sanction": "fine", "known_at": "2026-03-05",
    }  # fmt: skip


def _capacity(n: int) -> Row:
    return {
        "team": f"Team {n}", "month": "2026-02-01", "region": "West", "available_hours": "400", "known_at": "2026-01-01"
    }  # fmt: skip


MAKERS: dict[str, Callable[[int], Row]] = {
    "employers": _employer,
    "wage_records": _wage_record,
    "staffing_links": _staffing_link,
    "inspections": _inspection,
    "findings": _finding,
    "capacity": _capacity,
}


def csv_text(rows: Iterable[Row]) -> str:
    """Return rows as CSV with a header."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@dataclass
class Delivery:
    """A delivery below ``root/register``: good rows a table, written as ``<table>/a.csv``."""

    root: Path
    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {table: [make(n) for n in range(ROWS)] for table, make in MAKERS.items()}
    )
    told: list[str] = field(default_factory=list)

    @property
    def register(self) -> Path:
        """The folder of the delivery."""
        return self.root / "register"

    @property
    def out(self) -> Path:
        """The folder that ingest fills."""
        return self.root / "out"

    def write(self) -> "Delivery":
        """Write all tables and ``delivery.json``; the text of a table can then be spoilt in its file."""
        self.register.mkdir(parents=True)
        self.out.mkdir()
        (self.register / "delivery.json").write_text(json.dumps(NOTE), encoding="utf-8")
        for table, rows in self.rows.items():
            self.write_file(f"{table}/a.csv", csv_text(rows))
        return self

    def write_file(self, name: str, content: str | bytes) -> Path:
        """Write one file of the delivery as it is given."""
        path = self.register / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self) -> IngestResult:
        """Run ingest on what was written."""
        return ingest(self.register, self.out, threads=2, memory_limit="500MB", report=self.told.append)

    def valid(self, table: str) -> pl.DataFrame:
        """Return the valid rows of a table."""
        return pl.read_parquet(self.out / table / "*.parquet")

    def quarantine(self, table: str) -> list[dict[str, object]]:
        """Return the quarantine of a table, in its order."""
        return pl.read_parquet(self.out / "quarantine" / f"{table}.parquet").to_dicts()
