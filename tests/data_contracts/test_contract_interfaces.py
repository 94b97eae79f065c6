"""The contracts say of every register table what docs/interfaces.md says of it, written here a second time."""

import pytest

from data_contracts.as_known import as_known_sql
from data_contracts.contract import (
    Pseudonym,
    Reference,
    ValidTime,
    contract_names,
    load_contract,
    register_names,
)
from tests.support.register_rows import MAKERS

KEYS = {
    "employers": "employer_id valid_from known_at",
    "wage_tax_numbers": "loonheffingennummer valid_from known_at",
    "establishments": "establishment_id valid_from known_at",
    "parties": "party_id valid_from known_at",
    "wage_records": "loonheffingennummer worker_pid income_relationship period known_at",
    "payslips": "loonheffingennummer worker_pid income_relationship period known_at",
    "placements": "worker_pid lender_id hirer_id valid_from known_at",
    "staffing_links": "lender_id hirer_id period known_at",
    "permit_duties": "worker_pid valid_from known_at",
    "work_permits": "permit_id valid_from known_at",
    "posted_work": "notification_id valid_from known_at",
    "inspections": "case_id known_at",
    "findings": "case_id law known_at",
    "signals": "signal_id known_at",
    "officers": "officer_pid employer_id role valid_from known_at",
    "insolvencies": "insolvency_id known_at",
    "capacity": "team month known_at",
    "audit_traits": "employer_id trait trait_group valid_from known_at",
}
STORED = {
    "employers": "employer_id rsin? kvk_number? trade_name legal_form sbi_code size_class province start_date "
    "end_date? waadi_registered_from? waadi_registered_to? sna_certified_from? sna_certified_to? wtta_status "
    "valid_from valid_to? known_at",
    "wage_tax_numbers": "loonheffingennummer employer_id valid_from valid_to? known_at",
    "establishments": "establishment_id employer_id postcode? municipality_code last_seen_active? valid_from valid_to? "
    "known_at",
    "parties": "party_id kind employer_id? party_name? valid_from valid_to? known_at",
    "wage_records": "loonheffingennummer worker_pid income_relationship period period_end birth_month started_on? "
    "ended_on? income_type employment_type? contract_indefinite contract_written contract_on_call cao_code? "
    "wage_tax_table wage_cents overtime_wage_cents holiday_allowance_paid_cents holiday_allowance_reserved_cents "
    "irregular_wage_cents paid_minutes contract_week_minutes? known_at",
    "payslips": "loonheffingennummer worker_pid income_relationship period paid_by net_paid_cents "
    "housing_deduction_cents housing_certified? health_insurance_deduction_cents other_deduction_cents "
    "et_exchanged_cents known_at",
    "placements": "worker_pid lender_id hirer_id valid_from valid_to? week_minutes? known_at",
    "staffing_links": "lender_id hirer_id period workers hired_minutes invoiced_cents known_at",
    "permit_duties": "worker_pid permit_required valid_from valid_to? known_at",
    "work_permits": "permit_id worker_pid permit_type employer_id? valid_from valid_to? known_at",
    "posted_work": "notification_id provider_id recipient_id workers valid_from valid_to? known_at",
    "inspections": "case_id employer_id establishment_id? selection_ground selection_probability? selected_on "
    "opened_on? closed_on? team spent_minutes? known_at",
    "findings": "case_id law established_on examined violation? article? workers_affected? underpaid_cents? sanction? "
    "objection? known_at",
    "signals": "signal_id employer_id received_on topic source_kind known_at",
    "officers": "officer_pid employer_id role valid_from valid_to? known_at",
    "insolvencies": "insolvency_id employer_id kind declared_on ended_on? known_at",
    "capacity": "team month region skills available_minutes known_at",
    "audit_traits": "employer_id trait trait_group share valid_from valid_to? known_at",
}
REFERENCES = {
    ("wage_tax_numbers", "employer_id"): "employers.employer_id",
    ("establishments", "employer_id"): "employers.employer_id",
    ("parties", "employer_id"): "employers.employer_id",
    ("wage_records", "loonheffingennummer"): "wage_tax_numbers.loonheffingennummer",
    ("payslips", "loonheffingennummer"): "wage_tax_numbers.loonheffingennummer",
    ("placements", "lender_id"): "parties.party_id",
    ("placements", "hirer_id"): "parties.party_id",
    ("staffing_links", "lender_id"): "parties.party_id",
    ("staffing_links", "hirer_id"): "parties.party_id",
    ("work_permits", "employer_id"): "employers.employer_id",
    ("posted_work", "provider_id"): "parties.party_id",
    ("posted_work", "recipient_id"): "parties.party_id",
    ("inspections", "employer_id"): "employers.employer_id",
    ("inspections", "establishment_id"): "establishments.establishment_id",
    ("findings", "case_id"): "inspections.case_id",
    ("signals", "employer_id"): "employers.employer_id",
    ("officers", "employer_id"): "employers.employer_id",
    ("insolvencies", "employer_id"): "employers.employer_id",
    ("audit_traits", "employer_id"): "employers.employer_id",
}
VALID_TIME = {
    "employers": ValidTime("valid_from", "valid_to", "until", thing_ended="end_date"),
    "wage_records": ValidTime("period", "period_end", "until"),
    "payslips": ValidTime("period", None, "month"),
    "staffing_links": ValidTime("period", None, "month"),
    "inspections": ValidTime("selected_on", "closed_on", "until"),
    "findings": ValidTime("established_on", None, "day"),
    "signals": ValidTime("received_on", None, "day"),
    "insolvencies": ValidTime("declared_on", "ended_on", "until"),
    "capacity": ValidTime("month", None, "month"),
}
NO_OVERLAP = {
    "employers": ("employer_id",),
    "wage_tax_numbers": ("loonheffingennummer",),
    "establishments": ("establishment_id",),
    "parties": ("party_id",),
    "permit_duties": ("worker_number",),
    "audit_traits": ("employer_id", "trait", "trait_group"),
}
OF_LEGAL_PERSONS = Reference("employers", "rsin")
PSEUDONYMS = {
    ("employers", "rsin"): Pseudonym("rsin", "rsin", plain_when="legal_form <> 'eenmanszaak'"),
    ("wage_tax_numbers", "loonheffingennummer"): Pseudonym(
        "tax_number", "loonheffingennummer", plain_in=OF_LEGAL_PERSONS
    ),
    ("wage_records", "loonheffingennummer"): Pseudonym("tax_number", "loonheffingennummer", plain_in=OF_LEGAL_PERSONS),
    ("payslips", "loonheffingennummer"): Pseudonym("tax_number", "loonheffingennummer", plain_in=OF_LEGAL_PERSONS),
    ("wage_records", "worker_number"): Pseudonym(
        "worker", "worker_pid", fallback=("loonheffingennummer", "personnel_number")
    ),
    ("payslips", "worker_number"): Pseudonym(
        "worker", "worker_pid", fallback=("loonheffingennummer", "personnel_number")
    ),
    ("placements", "worker_number"): Pseudonym("worker", "worker_pid"),
    ("permit_duties", "worker_number"): Pseudonym("worker", "worker_pid"),
    ("work_permits", "worker_number"): Pseudonym("worker", "worker_pid"),
    ("officers", "officer_number"): Pseudonym("person", "officer_pid"),
}


def test_each_table_has_a_contract_and_comes_after_what_it_refers_to() -> None:
    order = register_names()
    assert sorted(contract_names()) == sorted(KEYS)
    assert sorted(order) == sorted(KEYS.keys() - {"audit_traits"})
    assert load_contract("audit_traits").tags == ("audit",)
    for name in order:
        assert all(order.index(ref.table) < order.index(name) for ref in load_contract(name).references)


@pytest.mark.parametrize("name", KEYS)
def test_keys_and_warehouse_columns_are_those_of_the_interfaces(name: str) -> None:
    contract = load_contract(name)
    assert contract.stored_key == tuple(KEYS[name].split())
    assert contract.as_known_key == contract.stored_key[:-1]
    given = {column.stored_name: column.required for column in contract.kept_columns}
    assert given == {word.rstrip("?"): not word.endswith("?") for word in STORED[name].split()}
    assert contract.stored_names == tuple(STORED[name].replace("?", "").split())
    assert '"known_at"' not in as_known_sql("t", contract.as_known_key)


def test_references_are_those_of_the_interfaces_and_name_columns_that_exist() -> None:
    found = {
        (name, column.name): f"{column.reference.table}.{column.reference.column}"
        for name in KEYS
        for column in load_contract(name).columns
        if column.reference
    }
    assert found == REFERENCES
    for name in KEYS:
        for reference in load_contract(name).references:
            assert reference.column in load_contract(reference.table).column_names


def test_valid_time_is_that_of_the_interfaces() -> None:
    otherwise = ValidTime("valid_from", "valid_to", "until")
    assert {name: load_contract(name).valid_time for name in KEYS} == {
        name: VALID_TIME.get(name, otherwise) for name in KEYS
    }
    assert {name: load_contract(name).no_overlap for name in KEYS} == {name: NO_OVERLAP.get(name, ()) for name in KEYS}


def test_what_may_hold_a_citizens_number_is_pseudonymised_at_the_door() -> None:
    columns = [(name, column) for name in KEYS for column in load_contract(name).columns]
    assert {(name, column.name): column.pseudonym for name, column in columns if column.pseudonym} == PSEUDONYMS
    for _, column in columns:
        if column.pseudonym and column.pseudonym.kind in ("worker", "person"):
            assert (column.type, column.physical_type, column.required) == ("integer", "BIGINT", True)
            assert (column.minimum, column.maximum) == (2**62, 2**63 - 1)
    at_the_door = {(name, column.name): column.at_the_door for name, column in columns if column.at_the_door}
    assert at_the_door == {
        ("wage_records", "personnel_number"): "dropped",
        ("wage_records", "birth_month"): "month",
        ("payslips", "personnel_number"): "dropped",
    }


def test_what_may_come_late_or_not_at_all() -> None:
    events = {"findings", "inspections", "signals", "insolvencies", "posted_work"}
    assert {name for name in KEYS if load_contract(name).optional} == {
        "payslips",
        "placements",
        "audit_traits",
    } | events
    corrected = {name: load_contract(name).correction_months for name in KEYS}
    assert corrected == dict.fromkeys(KEYS) | {"wage_records": 60, "payslips": 60, "staffing_links": 60}
    assert {name for name in KEYS if load_contract(name).partition_column} == {"wage_records"}
    assert load_contract("wage_records").partition_column == "period"


def test_the_rows_that_tests_deliver_have_the_columns_of_the_contracts() -> None:
    assert {name: tuple(make(0)) for name, make in MAKERS.items()} == {
        name: load_contract(name).column_names for name in KEYS
    }
