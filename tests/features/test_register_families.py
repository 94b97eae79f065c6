"""The families that read the registers, each on a handful of rows with its figures worked out by hand."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from features.engine import open_engine
from features.history import history_features
from tests.features.family_tables import AS_OF, FamilyTables, Row


def features_of(family: str, rows: Mapping[str, list[Row]], *employers: str) -> dict[str, Row]:
    """Return the features of employers, from the rows of the tables that a family reads."""
    with open_engine(1, "500MB") as engine:
        tables = FamilyTables(engine, family)
        for employer in employers or ("E1",):
            tables.add("population", employer_id=employer)
        for table, content in rows.items():
            for row in content:
                tables.add(table, **row)
        return {row.pop("employer_id"): row for row in tables.features().values()}


def outcome(case: str, employer: str, known_on: date, violation: bool, law: str = "WML", **given: Any) -> Row:
    """Return an outcome of a case that was chosen thirty days before it was known."""
    return {
        "case_id": case, "employer_id": employer, "law": law, "selection_ground": "random",
        "selected_on": known_on - timedelta(days=30), "known_on": known_on, "violation": violation,
    } | given  # fmt: skip


# E1 (sector I): a case without a finding, then two with one, the last begun before the first finding was known.
# E2 (I): one case without a finding. E3 (F): one with. E4 (I): never visited.
OUTCOMES = [
    outcome("C1", "E1", date(2025, 1, 31), violation=False, spent_minutes=600),
    outcome("C2", "E1", date(2026, 3, 31), violation=True, spent_minutes=1200),
    outcome("C2", "E1", date(2026, 4, 30), violation=True, law="Wav", spent_minutes=1200),
    outcome("C3", "E1", date(2026, 10, 29), violation=True, law="Waadi", selection_ground="signal"),
    outcome("C4", "E2", date(2026, 5, 1), violation=False),
    outcome("C5", "E3", date(2026, 6, 1), violation=True),
]
SECTORS = [{"employer_id": f"E{number}", "sector": "F" if number == 3 else "I"} for number in range(1, 5)]


def test_history_counts_cases_once_and_laws_apart() -> None:
    found = features_of("inspection_history", {"case_outcomes": OUTCOMES, "employers_now": SECTORS}, "E1", "E4")
    first = found["E1"]
    assert (first["earlier_cases"], first["earlier_findings"]) == (3, 2)
    assert (first["wml_findings"], first["wav_findings"], first["waadi_findings"]) == (1, 1, 1)
    assert (first["days_since_case"], first["days_since_finding"]) == (3, 3)  # 29 October to 1 November
    assert first["last_case_on_signal"] == 1
    assert first["hours_per_case"] == 15  # (600 + 1200) minutes over the two cases whose hours are known
    never = found["E4"]
    assert (never["earlier_cases"], never["repeated_findings"], never["open_cases"]) == (0, 0, 0)
    assert never["days_since_case"] is never["last_case_on_signal"] is never["hours_per_case"] is None


def test_shares_are_drawn_towards_that_of_all_employers() -> None:
    found = features_of("inspection_history", {"case_outcomes": OUTCOMES, "employers_now": SECTORS}, "E1", "E3", "E4")
    overall = 3 / 5  # five cases, three with a finding
    assert found["E1"]["finding_share"] == pytest.approx((2 + 5 * overall) / (3 + 5))
    assert found["E4"]["finding_share"] == pytest.approx(overall)
    # Others in the sector: for E1 only the case of E2, for E3 none at all, for E4 the cases of E1 and E2.
    assert found["E1"]["sector_finding_share"] == pytest.approx((0 + 5 * overall) / (1 + 5))
    assert found["E3"]["sector_finding_share"] == pytest.approx(overall)
    assert found["E4"]["sector_finding_share"] == pytest.approx((2 + 5 * overall) / (4 + 5))


def test_history_agrees_with_that_of_cases() -> None:
    found = features_of("inspection_history", {"case_outcomes": OUTCOMES}, "E1", "E2", "E3", "E4")
    per_case = {
        row["case_id"]: {
            "entity": row["employer_id"],
            "known_on": max(other["known_on"] for other in OUTCOMES if other["case_id"] == row["case_id"]),
            "upheld": row["violation"],
        }
        for row in OUTCOMES
    }
    decisions = pl.DataFrame({"row": list(found), "entity": list(found)}).with_columns(
        decided_on=pl.lit(AS_OF + timedelta(days=1))
    )
    for row in history_features(decisions, pl.DataFrame(list(per_case.values()))).to_dicts():
        own = found[row["row"]]
        assert own["finding_share"] == row["upheld_share"]
        assert (own["earlier_cases"], own["earlier_findings"]) == (row["earlier_cases"], row["earlier_upheld"])
        assert (own["days_since_case"], own["days_since_finding"]) == (row["days_since_case"], row["days_since_upheld"])


def test_nothing_known_of_any_case_leaves_shares_undefined() -> None:
    found = features_of("inspection_history", {"employers_now": SECTORS})["E1"]
    assert found["finding_share"] is found["sector_finding_share"] is None


@pytest.mark.parametrize(("selected_on", "repeated"), [(date(2026, 4, 30), 0), (date(2026, 5, 1), 1)])
def test_a_finding_is_repeated_when_its_case_was_chosen_after_the_first_was_known(
    selected_on: date, repeated: int
) -> None:
    cases = [
        outcome("C1", "E1", date(2026, 4, 30), violation=True),
        outcome("C2", "E1", date(2026, 9, 30), violation=True, selected_on=selected_on),
        outcome("C3", "E1", date(2026, 10, 2), violation=False, selected_on=date(2026, 9, 1)),
    ]
    assert features_of("inspection_history", {"case_outcomes": cases})["E1"]["repeated_findings"] == repeated


def test_fines_and_objections_count_as_they_stand_and_open_cases_apart() -> None:
    inspections = [
        {"case_id": "C1", "employer_id": "E1", "selected_on": date(2026, 1, 1), "closed_on": date(2026, 3, 1)},
        {"case_id": "C2", "employer_id": "E1", "selected_on": date(2026, 2, 1), "closed_on": date(2026, 4, 1)},
        {"case_id": "C3", "employer_id": "E1", "selected_on": date(2026, 9, 1), "closed_on": None},
    ]
    findings = [
        {"case_id": "C1", "law": "WML", "violation": True, "sanction": "fine", "objection": "dismissed"},
        {"case_id": "C1", "law": "Wav", "violation": True, "sanction": "fine", "objection": "partly_upheld"},
        {"case_id": "C2", "law": "WML", "violation": False, "sanction": "fine", "objection": "upheld"},
        {"case_id": "C2", "law": "Wav", "violation": True, "sanction": "warning", "objection": None},
    ]
    found = features_of("inspection_history", {"inspections_known": inspections, "findings_known": findings})["E1"]
    assert (found["fined_cases"], found["upheld_objections"], found["open_cases"]) == (1, 2, 1)


def signal(number: int, received_on: date, topic: str = "wml", source_kind: str = "worker") -> Row:
    return {
        "signal_id": f"S{number}", "employer_id": "E1", "received_on": received_on, "topic": topic,
        "source_kind": source_kind,
    }  # fmt: skip


def test_signals_are_counted_by_time_topic_and_kind_of_reporter() -> None:
    signals = [
        signal(1, date(2026, 10, 1)),
        signal(2, date(2025, 11, 1), source_kind="union"),
        signal(3, date(2025, 10, 31), topic="hours"),  # a year ago to the day: of the year before
        signal(4, date(2024, 11, 1), topic="wav"),
        signal(5, date(2024, 10, 31), topic="waadi", source_kind="company"),  # more than 24 months ago
    ]
    # 10 jobs all of the 365 days from October 2025 through September 2026
    hours = [{"employer_id": "E1", "paid_minutes": 1, "job_days": 3650}]
    found = features_of("signals", {"signals_known": signals, "own_hours": hours}, "E1", "E2")
    assert found["E1"] == {
        "signals_12_months": 2, "signals_24_months": 4, "signals_on_pay": 2, "signals_on_hours": 1,
        "signals_on_wav": 1, "signals_on_lending": 0, "signal_source_kinds": 2, "signals_on_one_topic": 2,
        "days_since_signal": 30, "signals_per_100_workers": 20, "signals_rise": 0,
    }  # fmt: skip
    assert found["E2"]["signals_12_months"] == found["E2"]["signals_rise"] == 0
    assert found["E2"]["days_since_signal"] is found["E2"]["signals_per_100_workers"] is None


def test_signals_that_became_more_frequent_rise_and_fewer_fall() -> None:
    later = [signal(1, date(2026, 9, 1)), signal(2, date(2026, 8, 1)), signal(3, date(2025, 9, 1))]
    assert features_of("signals", {"signals_known": later})["E1"]["signals_rise"] == 1
    assert features_of("signals", {"signals_known": [signal(1, date(2025, 9, 1))]})["E1"]["signals_rise"] == -1


def site(number: int, valid_from: date, **given: Any) -> Row:
    return {
        "establishment_id": f"V{number}", "employer_id": "E1", "municipality_code": "GM0344",
        "valid_from": valid_from, "valid_to": None, "last_seen_active": date(2026, 9, 1),
    } | given  # fmt: skip


def test_establishments_count_where_they_are_how_new_and_how_idle() -> None:
    sites = [
        site(1, date(2020, 1, 1), valid_to=date(2026, 2, 28)),  # ended, and goes on in another municipality
        site(1, date(2026, 3, 1), municipality_code="GM0363"),
        site(2, date(2025, 10, 31), last_seen_active=date(2024, 10, 30)),  # a year and a day
        site(3, date(2025, 11, 1), last_seen_active=date(2024, 10, 31)),
        site(4, date(2026, 1, 1), last_seen_active=None),
        site(5, date(2018, 1, 1), valid_to=date(2026, 10, 30)),  # gone
        site(6, date(2026, 11, 1)),  # not yet
    ]
    found = features_of("employer", {"establishments_known": sites}, "E1", "E2")
    assert (found["E1"]["establishment_count"], found["E1"]["municipality_count"]) == (4, 2)
    assert found["E1"]["share_idle_establishments"] == pytest.approx(1 / 3)  # V2, of the three seen
    assert found["E1"]["share_new_establishments"] == 2 / 4  # V3 and V4; V1 was the employer's before it moved
    assert (found["E2"]["establishment_count"], found["E2"]["share_new_establishments"]) == (0, None)


def test_the_age_of_the_business_and_its_wage_tax_numbers() -> None:
    numbers = [
        {"loonheffingennummer": "N1", "valid_from": date(2020, 1, 1), "valid_to": None, "next_from": None},
        {"loonheffingennummer": "N2", "valid_from": date(2020, 1, 1), "valid_to": None, "next_from": AS_OF},
        {"loonheffingennummer": "N3", "valid_from": date(2020, 1, 1), "valid_to": AS_OF, "next_from": None},
        {"loonheffingennummer": "N4", "valid_from": date(2026, 11, 1), "valid_to": None, "next_from": None},
    ]
    rows = {
        "employers_now": [{"employer_id": "E1", "start_date": AS_OF - timedelta(days=1461)}],
        "numbers": [row | {"employer_id": "E1"} for row in numbers],
    }
    found = features_of("employer", rows)["E1"]
    assert (found["business_age_years"], found["wage_tax_number_count"]) == (4, 2)  # N1 and N3


def test_changes_are_counted_between_versions_of_the_last_two_years() -> None:
    versions = [
        (date(2020, 1, 1), "eenmanszaak", "5610", "1"),
        (date(2024, 10, 31), "bv", "5610", "2"),  # two years ago to the day: no longer counted
        (date(2025, 1, 1), "bv", "5621", "2"),  # another code of the same line of business
        (date(2025, 6, 1), "bv", "7820", "3-4"),
        (date(2026, 1, 1), "nv", "7820", "5-9"),
        (date(2026, 11, 1), "vof", "0111", "1"),  # later
    ]
    columns = ("valid_from", "legal_form", "sbi_code", "size_class")
    rows = [{"employer_id": "E1"} | dict(zip(columns, version, strict=True)) for version in versions]
    started = {"employer_id": "E2"} | dict(zip(columns, (date(2026, 1, 1), "bv", "5610", "1"), strict=True))
    found = features_of("employer", {"employers_known": [*rows, started]}, "E1", "E2")
    names = ("legal_form_changes", "activity_changes", "size_class_changes")
    assert [found["E1"][name] for name in names] == [1, 1, 2]
    assert [found["E2"][name] for name in names] == [0, 0, 0]


def lender(**given: Any) -> Row:
    return {
        "employer_id": "E1", "sbi_code": "5610", "wtta_status": "not_applied", "waadi_registered_from": None,
        "waadi_registered_to": None, "sna_certified_from": None, "sna_certified_to": None,
    } | given  # fmt: skip


NAMES = (
    "waadi_registered", "waadi_registration_ended", "sna_certified", "lending_code_unregistered", "wtta_applied",
    "wtta_refused",
)  # fmt: skip
SINCE_2022 = {"waadi_registered_from": date(2022, 10, 31)}


@pytest.mark.parametrize(
    ("employer", "expected"),
    [
        (lender(), [0, None, None, 0, None, 0]),
        (lender(sna_certified_from=date(2020, 1, 1)), [0, None, None, 0, None, 0]),
        (lender(**SINCE_2022, wtta_status="applied"), [1, 0, 0, 0, 1, 0]),
        (lender(**SINCE_2022, waadi_registered_to=AS_OF), [1, 0, 0, 0, 0, 0]),
        (lender(**SINCE_2022, waadi_registered_to=date(2026, 10, 30)), [0, 1, 0, 0, 0, 0]),
        (lender(**SINCE_2022, waadi_registered_to=date(2024, 10, 30)), [0, 0, 0, 0, 0, 0]),
        (lender(waadi_registered_from=date(2026, 11, 1)), [0, None, None, 0, None, 0]),
        (lender(sbi_code="7810", wtta_status="refused"), [0, None, 0, 1, 0, 1]),
        (lender(sbi_code="78201", sna_certified_from=date(2020, 1, 1)), [1, None, 1, 0, 0, 0]),
        (lender(sbi_code="78201", sna_certified_from=date(2020, 1, 1), sna_certified_to=date(2026, 10, 30)),
         [1, None, 0, 0, 0, 0]),
        (lender(sbi_code="782"), [None, None, 0, None, 0, 0]),  # may be a code that counts as registration
        (lender(sbi_code="782", **SINCE_2022), [1, 0, 0, 0, 0, 0]),
        (lender(sbi_code="78301"), [1, None, 0, 0, 0, 0]),
        (lender(sbi_code=None, wtta_status=None), [0, None, None, None, None, None]),
    ],
)  # fmt: skip
def test_registration_stands_ends_or_is_missing(employer: Row, expected: list[float | None]) -> None:
    deemed = [{"sbi_code": "78201"}, {"sbi_code": "7830"}]
    found = features_of("registration", {"employers_now": [employer], "deemed_registered": deemed})
    assert [found["E1"][name] for name in NAMES] == expected


def test_years_of_registration_count_only_while_it_runs() -> None:
    running = lender(waadi_registered_from=AS_OF - timedelta(days=1461))
    assert features_of("registration", {"employers_now": [running]})["E1"]["waadi_registration_years"] == 4
    ended = running | {"waadi_registered_to": date(2026, 1, 1)}
    assert features_of("registration", {"employers_now": [ended]})["E1"]["waadi_registration_years"] is None


def test_posted_work_counts_for_whom_it_was_done() -> None:
    party = {"party_id": "P1", "employer_id": "E1", "valid_from": date(2020, 1, 1), "valid_to": date(2026, 6, 30)}
    work = [
        ("M1", "F1", "P1", 3, date(2025, 1, 1), date(2025, 10, 31)),  # over before the year began
        ("M2", "F1", "P1", 3, date(2025, 1, 1), date(2025, 11, 1)),
        ("M3", "F2", "P1", 2, date(2026, 6, 30), None),
        ("M4", "F2", "P1", 9, date(2026, 7, 1), None),  # the party is no longer the employer
        ("M5", "F3", "P9", 9, date(2026, 1, 1), None),  # of nobody in the register
    ]
    columns = ("notification_id", "provider_id", "recipient_id", "workers", "valid_from", "valid_to")
    rows: dict[str, list[Row]] = {
        "parties_known": [party],
        "posted_work_known": [dict(zip(columns, row, strict=True)) for row in work],
        "own_hours": [{"employer_id": "E1", "paid_minutes": 1, "job_days": 3650}],
    }
    found = features_of("posted_work", rows, "E1", "E2")
    assert list(found["E1"].values()) == [2, 2, 50]
    assert list(found["E2"].values()) == [0, 0, None]


def test_pay_arrangements_are_shares_of_the_payslips_of_the_window() -> None:
    slips: list[tuple[Any, ...]] = [
        (date(2026, 8, 1), 40_000, True, 0, "bank"),
        (date(2026, 8, 1), 30_000, False, 10_000, "cash"),
        (date(2026, 9, 1), 20_000, None, 0, "mixed"),
        (date(2025, 10, 1), 0, None, 0, None),
        (date(2026, 10, 1), 90_000, False, 90_000, "cash"),  # after the window
    ]
    columns = ("period", "housing_deduction_cents", "housing_certified", "et_exchanged_cents", "paid_by")
    rows: dict[str, list[Row]] = {
        "payslips_known": [{"loonheffingennummer": "N1"} | dict(zip(columns, slip, strict=True)) for slip in slips],
        "numbers": [{"loonheffingennummer": "N1", "employer_id": "E1", "valid_from": date(2020, 1, 1)}],
    }
    found = features_of("pay_arrangements", rows, "E1", "E2")
    assert found["E1"] == {
        "housing_deduction_share": 3 / 4, "uncertified_housing_share": 1 / 2, "housing_deduction_eur": 300,
        "et_exchange_share": 1 / 4, "cash_pay_share": pytest.approx(2 / 3),
    }  # fmt: skip
    assert set(found["E2"].values()) == {None}
