"""A published run with all that a dossier reads: wage returns, links, signals, officers and features of its peers."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.pages.employer.peers_query import MAIN
from data_contracts.snapshots import SnapshotFolder
from tests.support import tables
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.tables import LONG, MARKUP, PLAIN, RICH

KNOWN = date(2026, 10, 20)
VISITS = 40
MANY, FEW = 8, 3
"""How many workers the first employer has in June and in August 2026."""


def publish_dossiers(folder: Path) -> SnapshotFolder:
    """Publish a run whose warehouse and features hold all tables of a dossier.

    The first employer has eight workers in June 2026, five of them below the minimum, and three in August; the fifth
    has no returns; the fourth lent to the first.
    """
    found = publish_all(folder, visits=VISITS)
    warehouse = {
        "employers": tables.employers(VISITS),
        "wage_tax_numbers": tables.wage_tax_numbers(VISITS),
        "establishments": tables.establishments(),
        "inspections": tables.inspections(),
        "findings": tables.findings(),
        "wage_records": wage_records(),
        "parties": parties(),
        "staffing_links": staffing_links(),
        "signals": signals(),
        "officers": officers(),
        "insolvencies": insolvencies(),
    }
    publish_kind(found, "warehouse", {f"{name}/part-0": frame for name, frame in warehouse.items()})
    features = {"current": current(), "training": tables.current(0), "facts": tables.facts()}
    publish_kind(found, "features", features)
    publish_kind(found, "scores", {"scores": tables.scores(VISITS), "reasons": tables.reasons()})
    publish_plan(found, visits=VISITS)
    return found


def wage_record(worker: int, month: date, wage_cents: int, hours: int = 100, **other: Any) -> dict[str, Any]:
    """Return one line of a return of the first employer: a worker of 30, with 100 paid and no agreed hours."""
    last = pl.Series([month]).dt.month_end()[0]
    line = {
        "loonheffingennummer": "100000001L01",
        "worker_pid": 5_000_000_000_000_000_000 + worker,
        "income_relationship": 1,
        "period": month,
        "period_end": last,
        "birth_month": date(1996, 1, 1),
        "started_on": date(2020, 1, 1),
        "ended_on": None,
        "income_type": 15,
        "employment_type": 1,
        "contract_indefinite": True,
        "contract_written": True,
        "contract_on_call": False,
        "cao_code": None,
        "wage_tax_table": "012",
        "wage_cents": wage_cents,
        "overtime_wage_cents": 0,
        "holiday_allowance_paid_cents": 0,
        "holiday_allowance_reserved_cents": 0,
        "irregular_wage_cents": 0,
        "paid_minutes": hours * 60,
        "contract_week_minutes": None,
        "known_at": KNOWN,
    }
    return line | other


def wage_records() -> pl.DataFrame:
    """In June 100 hours ask EUR 1,471.00 from age 21; workers 1 to 5 get less, and worker 1 a correction too late."""
    june, august = date(2026, 6, 1), date(2026, 8, 1)
    agreed = {"contract_week_minutes": 1_400, "overtime_wage_cents": 5_000}
    rows = [
        *(wage_record(worker, june, 140_000, **agreed) for worker in range(1, 6)),
        *(wage_record(worker, june, 160_000 + 10_000 * worker, **agreed) for worker in range(6, MANY + 1)),
        wage_record(1, june, 150_000, known_at=date(2026, 11, 2)),
        *(wage_record(worker, august, 140_000) for worker in range(1, FEW + 1)),
        # Too early, of another kind of income, and of a number that the employer never held.
        wage_record(9, date(2025, 9, 1), 100),
        wage_record(9, june, 100, income_type=18),
        wage_record(9, june, 100, loonheffingennummer="100000002L01"),
    ]
    kinds = {"ended_on": pl.Date, "cao_code": pl.String, "contract_week_minutes": pl.Int64}
    return pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)


def parties() -> pl.DataFrame:
    """Two parties that are employers, and one that is in no register."""
    rows = [
        ("P1", "registered", RICH, tables.NAMES[0]),
        ("P4", "registered", LONG, tables.NAMES[3]),
        ("P9", "unregistered", None, "Klussenbende"),
    ]
    known = {"valid_from": date(2015, 3, 1), "valid_to": None, "known_at": date(2024, 1, 1)}
    frame = pl.DataFrame(rows, schema=["party_id", "kind", "employer_id", "party_name"], orient="row")
    return frame.with_columns(
        **{name: pl.lit(value, pl.Date) for name, value in known.items()},
    )


def staffing_links() -> pl.DataFrame:
    """The fourth employer lent nine workers to the first; a party in no register lent two to the fourth."""
    rows = [("P4", "P1", 9, 90_000), ("P9", "P4", 2, 9_000)]
    names = ["lender_id", "hirer_id", "workers", "hired_minutes"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.with_columns(
        period=pl.lit(date(2026, 6, 1)), invoiced_cents=pl.lit(3_000_000), known_at=pl.lit(date(2026, 7, 15))
    )


def signals() -> pl.DataFrame:
    """Of the first employer: pay, pay again after a year and a day, hours, and pay again after twelve months."""
    told = [
        ("S1", RICH, date(2024, 5, 31), "wml"),
        ("S2", RICH, date(2025, 6, 1), "wml"),
        ("S3", RICH, date(2025, 7, 1), "hours"),
        ("S4", RICH, date(2026, 6, 1), "wml"),
        ("S5", PLAIN, date(2026, 6, 1), "housing"),
    ]
    frame = pl.DataFrame(told, schema=["signal_id", "employer_id", "received_on", "topic"], orient="row")
    late = frame.tail(1).with_columns(employer_id=pl.lit(MARKUP), known_at=pl.lit(date(2026, 6, 20)))
    first = frame.with_columns(known_at=pl.col("received_on"))
    return pl.concat([first, late]).with_columns(source_kind=pl.lit("union"))


def officers() -> pl.DataFrame:
    """Of the first employer two directors came on one day, and one of them went."""
    rows = [
        (1, RICH, "director", date(2025, 2, 1), None, date(2025, 2, 3)),
        (2, RICH, "director", date(2025, 2, 1), date(2026, 3, 31), date(2026, 4, 3)),
    ]
    return _frame(("officer_pid", "employer_id", "role", "valid_from", "valid_to", "known_at"), rows, "valid_to")


def insolvencies() -> pl.DataFrame:
    """The first employer had a suspension of payments."""
    rows = [("I1", RICH, "suspension", date(2026, 4, 10), None, date(2026, 4, 12))]
    return _frame(("insolvency_id", "employer_id", "kind", "declared_on", "ended_on", "known_at"), rows, "ended_on")


def current() -> pl.DataFrame:
    """The features: all employers are of one sector; feature ``n`` of employer ``e`` is ``e``, and some are missing.

    Of the first size class are twenty employers, the first among them, so that they are its peers; of the third only
    one.
    """
    number = pl.int_range(1, VISITS + 1).cast(pl.Float64)
    sizes = ["10-19"] * 20 + ["20-49"] * (VISITS - 21) + ["1"]
    base = tables.current(VISITS).with_columns(sector=pl.lit("I"), size_class=pl.Series(sizes))
    filled = base.with_columns(number.alias(name) for name in MAIN)
    return filled.with_columns(
        workers=pl.when(pl.col("employer_id") == RICH).then(8.0).otherwise(3.0),
        lent_hours_per_paid_hour=pl.when(pl.col("employer_id") == LONG).then(0.5).otherwise(None),
    )


def _frame(names: Sequence[str], rows: Sequence[tuple[Any, ...]], last_day: str) -> pl.DataFrame:
    kinds: Mapping[str, Any] = {last_day: pl.Date}
    return pl.DataFrame(rows, schema=list(names), schema_overrides=kinds, orient="row")
