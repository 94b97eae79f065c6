"""Tiny but complete tables with the columns of docs/interfaces.md, with every kind of row that a screen must stand."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

AS_OF = date(2026, 10, 31)
MONTH = date(2026, 11, 1)
LAWS = ("WML", "Wav", "Waadi")
TEAMS = (("Noord-1", "Noord"), ("West-1", "West"), ("West-2", "West"), ("Zuid-1", "Zuid"))
PROVINCES = ("GR", "ZH", "ZE", "NB")
SIZES = ("1", "2", "3-4", "5-9", "10-19", "20-49", "50-99", "100+")
SBI_CODES = ("0111", "4120", "5610", "78201", "4711")
SECTIONS = ("A", "F", "I", "N", "G")

# The first employers have what a screen must stand; the rest are many.
NAMES = (
    "Bakkerij Ćosić & Zonen",
    '=HYPERLINK("http://example.invalid")',
    "<b>Vet</b> & <script>alert(1)</script> bv",
    "Uitzendbureau De Zeer Lange Naam van het Noorden en Omstreken Detachering en Payrolling Nederland bv",
    "Ångström Techniek",
)
RICH, FORMULA, MARKUP, LONG, PLAIN = (f"E{number:07d}" for number in range(1, 6))
ENDED = "E0099998"
UNPLANNED = "E0099999"


def employer_ids(count: int) -> list[str]:
    """Return the numbers of the planned employers, from E0000001."""
    return [f"E{number:07d}" for number in range(1, count + 1)]


def name_of(number: int) -> str:
    """Return the trade name of the employer with that number, from 1."""
    return NAMES[number - 1] if number <= len(NAMES) else f"Werkgever {number:04d} bv"


def employers(count: int) -> pl.DataFrame:
    """The register of employers: one row each, a correction of the first known only after the as-of date."""
    rows = [_employer(employer_id, number) for number, employer_id in enumerate(employer_ids(count), start=1)]
    rows.append(
        _employer(UNPLANNED, count + 1)
        | {
            "trade_name": "Eenmanszaak Zonder Plan",
            "rsin": None,
            "kvk_number": None,
            "legal_form": "eenmanszaak",
        }
    )
    rows.append(_employer(ENDED, count + 2) | {"trade_name": "Gestopt bv", "end_date": date(2026, 6, 30)})
    rows.append(rows[0] | {"trade_name": "Nog niet bekende naam", "known_at": date(2026, 12, 1)})
    dates = {"end_date": pl.Date, "valid_to": pl.Date, "waadi_registered_from": pl.Date, "waadi_registered_to": pl.Date}
    return pl.DataFrame(rows, schema_overrides=dates, infer_schema_length=None)


def _employer(employer_id: str, number: int) -> dict[str, Any]:
    return {
        "employer_id": employer_id,
        "rsin": f"{100000000 + number}",
        "kvk_number": f"{10000000 + number}",
        "trade_name": name_of(number),
        "legal_form": "bv",
        "sbi_code": SBI_CODES[number % 5],
        "size_class": SIZES[number % 8],
        "province": PROVINCES[number % 4],
        "start_date": date(2015, 3, 1),
        "end_date": None,
        "waadi_registered_from": None,
        "waadi_registered_to": None,
        "sna_certified_from": None,
        "sna_certified_to": None,
        "wtta_status": "not_applied",
        "valid_from": date(2015, 3, 1),
        "valid_to": None,
        "known_at": date(2024, 1, 1),
    }


def wage_tax_numbers(count: int) -> pl.DataFrame:
    """Wage tax numbers: one an employer; of the first a second, one given up, one to come and one mistaken."""
    plain = [(f"{100000000 + n}L01", employer_id, None) for n, employer_id in enumerate(employer_ids(count), start=1)]
    rows = [
        *[(number, employer_id, date(2015, 3, 1), end, date(2024, 1, 1)) for number, employer_id, end in plain],
        ("100000001L02", RICH, date(2015, 3, 1), None, date(2024, 1, 1)),
        ("100000001L03", RICH, date(2015, 3, 1), AS_OF - timedelta(days=1), date(2024, 1, 1)),
        ("100000009L09", RICH, AS_OF + timedelta(days=1), None, date(2026, 9, 1)),
        ("100000005L05", RICH, date(2015, 3, 1), None, date(2024, 1, 1)),
        ("100000005L05", PLAIN, date(2015, 3, 1), None, date(2026, 1, 1)),
        ("N0A1B2C3D4E5F6071L01", UNPLANNED, date(2015, 3, 1), AS_OF, date(2024, 1, 1)),
    ]
    names = ["loonheffingennummer", "employer_id", "valid_from", "valid_to", "known_at"]
    return pl.DataFrame(rows, schema=names, schema_overrides={"valid_to": pl.Date}, orient="row")


def establishments() -> pl.DataFrame:
    """Establishments of the first employer: two in Amsterdam, one in Groningen, and one that moved away from there."""
    since, known, moved = date(2015, 3, 1), date(2024, 1, 1), date(2026, 6, 1)
    rows = [
        ("000000000001", RICH, "1011AB", "GM0363", since, None, known),
        ("000000000002", RICH, "1012AB", "GM0363", since, None, known),
        ("000000000003", RICH, "9711AB", "GM0014", since, None, known),
        ("000000000004", RICH, "9712AB", "GM0014", since, moved - timedelta(days=1), known),
        ("000000000004", PLAIN, "6211AB", "GM0935", moved, None, moved),
    ]
    names = ["establishment_id", "employer_id", "postcode", "municipality_code", "valid_from", "valid_to", "known_at"]
    told = pl.DataFrame(rows, schema=names, schema_overrides={"valid_to": pl.Date}, orient="row")
    return told.with_columns(last_seen_active=pl.col("known_at"))


def inspections() -> pl.DataFrame:
    """One closed and one open case of the first employer, and one that became known after the as-of date."""
    first = {
        "employer_id": RICH,
        "establishment_id": None,
        "selection_probability": None,
        "team": "West-1",
        "spent_minutes": 960,
    }
    rows = [
        first
        | {
            "case_id": "Z-2025-01",
            "selection_ground": "signal",
            "selected_on": date(2025, 2, 3),
            "opened_on": date(2025, 2, 10),
            "closed_on": date(2025, 6, 30),
            "known_at": date(2025, 6, 30),
        },
        first
        | {
            "case_id": "Z-2026-07",
            "selection_ground": "random",
            "selected_on": date(2026, 9, 1),
            "opened_on": date(2026, 9, 14),
            "closed_on": None,
            "known_at": date(2026, 9, 14),
        },
        first
        | {
            "case_id": "Z-2026-99",
            "selection_ground": "model",
            "selected_on": date(2026, 11, 20),
            "opened_on": None,
            "closed_on": None,
            "known_at": date(2026, 11, 20),
        },
    ]
    return pl.DataFrame(
        rows,
        schema_overrides={"selection_probability": pl.Float64, "closed_on": pl.Date, "opened_on": pl.Date},
        infer_schema_length=None,
    )


def findings() -> pl.DataFrame:
    """The closed case examined two laws: one violation, one without."""
    nothing = {
        "case_id": "Z-2025-01",
        "known_at": date(2025, 6, 30),
        "established_on": date(2025, 6, 16),
        "examined": True,
        "violation": False,
        "article": None,
        "workers_affected": None,
        "underpaid_cents": None,
        "sanction": "none",
        "objection": None,
    }
    rows = [
        nothing
        | {
            "law": "WML",
            "violation": True,
            "article": "Wml art. 7(1)",
            "workers_affected": 4,
            "underpaid_cents": 123_450,
            "sanction": "fine",
        },
        nothing | {"law": "Wav"},
        nothing | {"law": "Waadi", "examined": False, "violation": None, "sanction": None},
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def cases() -> pl.DataFrame:
    """What the models learnt from: the one closed case, for the laws that it examined."""
    rows = [("WML", "Z-2025-01", True, date(2025, 6, 30)), ("Wav", "Z-2025-01", False, date(2025, 6, 30))]
    return pl.DataFrame(rows, schema=["law", "case_id", "violation", "known_on"], orient="row")


def current(count: int) -> pl.DataFrame:
    """The feature matrix; the dashboard reads no feature of it, only the contract says it is there."""
    numbers = range(1, count + 1)
    return pl.DataFrame(
        {
            "employer_id": employer_ids(count),
            "as_of": [AS_OF] * count,
            "sector": [SECTIONS[number % 5] for number in numbers],
            "size_class": [SIZES[number % 8] for number in numbers],
            "province": [PROVINCES[number % 4] for number in numbers],
            "legal_form": ["bv"] * count,
        }
    )


def facts() -> pl.DataFrame:
    """The first employer has facts below the statute, one that is only worth knowing and one that cannot be tested."""
    base = {"employer_id": RICH, "rule_version": "1", "period_from": date(2025, 11, 1), "period_to": date(2026, 10, 1)}
    wage = {"law": "WML", "rule": "minimum_wage", "article": "Wml art. 7", "workers": 7, "worker_months": 23}
    hours = {"law": "WML", "rule": "plausible_hours", "article": "Wml art. 18b(2)", "workers": 1, "worker_months": 2}
    lent = {
        "law": "Waadi",
        "rule": "lender_registration",
        "article": "Waadi art. 7a(1)",
        "workers": 9,
        "worker_months": 27,
    }
    short = {"largest_shortfall_per_hour_cents": 39, "underpaid_percent": 4.5, "fine_norm_last_known_cents": 350_000}
    untested = {"no_hours": 2, "no_minimum": 0, "employment_type": 1, "wage_parts": 0}
    rows = [
        base | wage | {"status": "below", "amount_cents": 151_075, "detail": json.dumps(short)},
        base | hours | _noted({"paid_minutes": 33_000, "beyond_minutes": 1_800, "limit_minutes": 3_600}),
        base
        | lent
        | {
            "status": "below",
            "amount_cents": None,
            "detail": json.dumps({"months": 3, "parties": 2, "hired_minutes": 90_000}),
        },
        base
        | wage
        | {
            "status": "not_testable",
            "workers": 2,
            "worker_months": 3,
            "amount_cents": None,
            "detail": json.dumps(untested),
        },
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _noted(figures: dict[str, int]) -> dict[str, Any]:
    return {"status": "noted", "amount_cents": None, "detail": json.dumps(figures)}


def probability(number: int, law: str) -> float:
    """Return the made-up chance of an employer: 1/count steps, another order for each law."""
    return ((number * {"WML": 7, "Wav": 11, "Waadi": 13}[law]) % 97 + 0.5) / 97


def scores(count: int, laws: Sequence[str] = LAWS) -> pl.DataFrame:
    """Scores of every planned employer for the laws that have a model, ranked from the highest."""
    rows = [
        {
            "employer_id": employer_id,
            "as_of": AS_OF,
            "law": law,
            "log_odds": 0.0,
            "probability": probability(number, law),
            "probability_without_memory": probability(number + 1, law),
            "support_distance": 0.5,
            "supported": True,
            "expected_workers": 3.25 * probability(number, law),
            "expected_underpaid_eur": None if law == "Wav" else 1_234.0,
            "expected_hours": 21.4,
        }
        for number, employer_id in enumerate(employer_ids(count), start=1)
        for law in laws
    ]
    rank, without = (
        pl.col(name).rank("min", descending=True).over("law").cast(pl.Int64)
        for name in ("probability", "probability_without_memory")
    )
    with_rank = pl.DataFrame(rows).with_columns(rank=rank, rank_without_memory=without)
    return with_rank.with_columns(
        rank_low=pl.max_horizontal(pl.lit(1), pl.col("rank") - 20),
        rank_high=pl.min_horizontal(pl.lit(count), pl.col("rank") + 30),
        tied=pl.len().over("law", "rank").cast(pl.Int64),
    )


def reasons() -> pl.DataFrame:
    """Reasons of the first employer for two laws, up and down, one without a value; none for the third law."""
    told: Sequence[tuple[str, str, int, str, float, float | None, float]] = (
        ("WML", "up", 1, "share_near_minimum", 1.42, 0.38, 0.12),
        ("WML", "up", 2, "share_new_workers", 0.55, 0.25, 0.125),
        ("WML", "down", 1, "price_per_lent_hour", -0.31, None, 31.5),
        ("Waadi", "up", 1, "unregistered_lending_share", 0.9, 1.0, 0.0),
    )
    names = ["law", "direction", "position", "feature", "contribution", "value", "peer_value"]
    return pl.DataFrame(told, schema=names, orient="row").with_columns(employer_id=pl.lit(RICH))


def hit_rates() -> pl.DataFrame:
    """Hit rates by ground; one ground has too few cases to speak of."""
    rows = [
        ("WML", "random", 120, 18, 0.15, 0.0968, 0.2247),
        ("WML", "model", 400, 168, 0.42, 0.3726, 0.4689),
        ("WML", "signal", 90, 31, 0.3444, 0.2543, 0.4471),
        ("Wav", "random", 118, 5, 0.0424, 0.0182, 0.0954),
        ("Wav", "model", 380, 61, 0.1605, 0.1271, 0.2007),
        ("Waadi", "random", 9, 1, 0.1111, 0.0199, 0.435),
        ("Waadi", "model", 75, 24, 0.32, 0.2252, 0.4321),
    ]
    names = ["law", "selection_ground", "cases", "hits", "rate", "low", "high"]
    return pl.DataFrame(rows, schema=names, orient="row")
