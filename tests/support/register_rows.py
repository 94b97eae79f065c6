"""Good rows of every register table, as text, to be spoilt one at a time; row ``n`` of one fits row ``n`` of others."""

from collections.abc import Callable

Row = dict[str, str]

ROWS = 100


def rsin(number: int) -> str:
    """Return the first RSIN from eight digits on; digits are weighed by hand, apart from the code under test."""
    while True:
        eight = [int(digit) for digit in f"{number:08d}"]
        check = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2), eight, strict=True)) % 11
        if check < 10:
            return f"{number:08d}{check}"
        number += 1


def nobodys_number(number: int) -> str:
    """Return nine digits that fail the 11-test, so that they are nobody's BSN: the check digit is one too high."""
    good = rsin(number)
    return good[:8] + str((int(good[8]) + 1) % 10)


def _tax_number(n: int) -> str:
    return f"{rsin(10_000_000 + 20 * n)}L01"


def _worker(n: int) -> str:
    return nobodys_number(20_000_000 + 20 * n)


def _party(n: int) -> str:
    return f"P{n % ROWS:03d}"


def _employer(n: int) -> Row:
    return {
        "employer_id": f"E{n:03d}", "rsin": rsin(10_000_000 + 20 * n), "kvk_number": f"{n:08d}",
        "trade_name": f"Bedrijf {n}", "legal_form": "bv", "sbi_code": "78201", "size_class": "10-19", "province": "ZH",
        "start_date": "2010-01-01", "end_date": "", "waadi_registered_from": "2015-01-01", "waadi_registered_to": "",
        "sna_certified_from": "2016-01-01", "sna_certified_to": "", "wtta_status": "not_applied",
        "valid_from": "2010-01-01", "valid_to": "", "known_at": "2020-01-01",
    }  # fmt: skip


def _wage_tax_number(n: int) -> Row:
    return {
        "loonheffingennummer": _tax_number(n), "employer_id": f"E{n:03d}", "valid_from": "2010-01-01", "valid_to": "",
        "known_at": "2020-01-01",
    }  # fmt: skip


def _establishment(n: int) -> Row:
    return {
        "establishment_id": f"{n:012d}", "employer_id": f"E{n:03d}", "postcode": "2671AB",
        "municipality_code": "GM1783", "last_seen_active": "", "valid_from": "2010-01-01", "valid_to": "",
        "known_at": "2020-01-01",
    }  # fmt: skip


def _party_row(n: int) -> Row:
    return {
        "party_id": _party(n), "kind": "registered", "employer_id": f"E{n:03d}", "party_name": f"Bedrijf {n}",
        "valid_from": "2010-01-01", "valid_to": "", "known_at": "2020-01-01",
    }  # fmt: skip


def _wage_record(n: int) -> Row:
    return {
        "loonheffingennummer": _tax_number(n % ROWS), "worker_number": _worker(n), "personnel_number": "",
        "income_relationship": "1", "period": "2026-01-01", "period_end": "2026-01-31", "birth_month": "1990-05-17",
        "started_on": "2019-09-01", "ended_on": "", "income_type": "15", "employment_type": "1",
        "contract_indefinite": "true", "contract_written": "true", "contract_on_call": "false", "cao_code": "",
        "wage_tax_table": "012", "wage_eur": "2500.25", "overtime_wage_eur": "100.00",
        "holiday_allowance_paid_eur": "0", "holiday_allowance_reserved_eur": "200.02", "irregular_wage_eur": "0.00",
        "paid_hours": "160.50", "contract_week_hours": "38", "known_at": "2026-02-20",
    }  # fmt: skip


def _payslip(n: int) -> Row:
    return {
        "loonheffingennummer": _tax_number(n % ROWS), "worker_number": _worker(n), "personnel_number": "",
        "income_relationship": "1", "period": "2026-01-01", "paid_by": "bank", "net_paid_eur": "1800.10",
        "housing_deduction_eur": "400.00", "housing_certified": "true", "health_insurance_deduction_eur": "140.50",
        "other_deduction_eur": "0", "et_exchanged_eur": "0", "known_at": "2026-02-20",
    }  # fmt: skip


def _placement(n: int) -> Row:
    return {
        "worker_number": _worker(n), "lender_id": _party(n), "hirer_id": _party(n + 1), "valid_from": "2026-01-05",
        "valid_to": "2026-01-30", "week_hours": "38.5", "known_at": "2026-02-01",
    }  # fmt: skip


def _staffing_link(n: int) -> Row:
    return {
        "lender_id": _party(0), "hirer_id": _party(n % (ROWS - 1) + 1), "period": f"2026-{n // (ROWS - 1) + 1:02d}-01",
        "workers": "3", "hired_hours": "300.25", "invoiced_eur": "9000.10", "known_at": "2026-03-15",
    }  # fmt: skip


def _permit_duty(n: int) -> Row:
    return {
        "worker_number": _worker(n), "permit_required": "true", "valid_from": "2025-01-01", "valid_to": "",
        "known_at": "2025-01-10",
    }  # fmt: skip


def _work_permit(n: int) -> Row:
    return {
        "permit_id": f"W{n:03d}", "worker_number": _worker(n), "permit_type": "twv", "employer_id": f"E{n:03d}",
        "valid_from": "2025-01-01", "valid_to": "2026-12-31", "known_at": "2025-01-10",
    }  # fmt: skip


def _posted_work(n: int) -> Row:
    return {
        "notification_id": f"N{n:03d}", "provider_id": _party(n), "recipient_id": _party(n + 1), "workers": "4",
        "valid_from": "2026-01-05", "valid_to": "2026-03-31", "known_at": "2026-01-02",
    }  # fmt: skip


def _inspection(n: int) -> Row:
    return {
        "case_id": f"C{n:03d}", "employer_id": f"E{n:03d}", "establishment_id": f"{n:012d}",
        "selection_ground": "random", "selection_probability": "0.05", "selected_on": "2026-01-10",
        "opened_on": "2026-01-20", "closed_on": "2026-03-01", "team": "West 1", "spent_hours": "24.5",
        "known_at": "2026-03-05",
    }  # fmt: skip


def _finding(n: int) -> Row:
    return {
        "case_id": f"C{n:03d}", "law": "WML", "established_on": "2026-02-25", "examined": "true", "violation": "true",
        "article": "WML art. 7", "workers_affected": "2", "underpaid_eur": "1234.56", "sanction": "fine",
        "objection": "", "known_at": "2026-03-05",
    }  # fmt: skip


def _signal(n: int) -> Row:
    return {
        "signal_id": f"S{n:03d}", "employer_id": f"E{n:03d}", "received_on": "2026-01-04", "topic": "wml",
        "source_kind": "worker", "known_at": "2026-01-05",
    }  # fmt: skip


def _officer(n: int) -> Row:
    return {
        "officer_number": nobodys_number(30_000_000 + 20 * n), "employer_id": f"E{n:03d}", "role": "director",
        "valid_from": "2010-01-01", "valid_to": "", "known_at": "2020-01-01",
    }  # fmt: skip


def _insolvency(n: int) -> Row:
    return {
        "insolvency_id": f"I{n:03d}", "employer_id": f"E{n:03d}", "kind": "bankruptcy", "declared_on": "2026-01-13",
        "ended_on": "", "known_at": "2026-01-14",
    }  # fmt: skip


def _capacity(n: int) -> Row:
    return {
        "team": f"Team {n}", "month": "2026-02-01", "region": "West", "skills": "WML|Wav|Waadi",
        "available_hours": "400", "known_at": "2026-01-01",
    }  # fmt: skip


def _audit_trait(n: int) -> Row:
    return {
        "employer_id": f"E{n:03d}", "trait": "owner_origin", "trait_group": "a", "share": "0.25",
        "valid_from": "2020-01-01", "valid_to": "", "known_at": "2020-01-02",
    }  # fmt: skip


MAKERS: dict[str, Callable[[int], Row]] = {
    "employers": _employer,
    "wage_tax_numbers": _wage_tax_number,
    "establishments": _establishment,
    "parties": _party_row,
    "wage_records": _wage_record,
    "payslips": _payslip,
    "placements": _placement,
    "staffing_links": _staffing_link,
    "permit_duties": _permit_duty,
    "work_permits": _work_permit,
    "posted_work": _posted_work,
    "inspections": _inspection,
    "findings": _finding,
    "signals": _signal,
    "officers": _officer,
    "insolvencies": _insolvency,
    "capacity": _capacity,
    "audit_traits": _audit_trait,
}
