"""The contracts are valid ODCS, say what docs/interfaces.md says, and hang together."""

import json
from pathlib import Path

import jsonschema
import open_data_contract_standard
import pytest
import yaml
from open_data_contract_standard.model import OpenDataContractStandard

from data_contracts.as_known import as_known_sql
from data_contracts.contract import contract_names, load_contract, register_names
from data_contracts.contract.odcs import read_contract
from data_contracts.contract.registry import CONTRACT_SUFFIX, CONTRACTS_FOLDER
from data_contracts.enforcement import all_rules
from data_contracts.errors import KompasError

SCHEMA = json.loads((Path(open_data_contract_standard.__file__).parent / "schema.json").read_text(encoding="utf-8"))
KEYS = {
    "employers": ("employer_id", "valid_from", "known_at"),
    "wage_records": ("loonheffingennummer", "worker_pid", "income_relationship", "period", "known_at"),
    "staffing_links": ("lender_id", "hirer_id", "period", "known_at"),
    "inspections": ("case_id", "known_at"),
    "findings": ("case_id", "law", "known_at"),
    "capacity": ("team", "month", "known_at"),
}
STORED = {
    "employers": "employer_id rsin kvk_number loonheffingennummer trade_name legal_form sbi_code size_class province "
    "start_date end_date waadi_registered_from waadi_registered_to valid_from valid_to known_at",
    "wage_records": "loonheffingennummer worker_pid income_relationship period birth_month employment_type "
    "contract_indefinite contract_written contract_on_call cao_code anonymous_tariff wage_cents overtime_wage_cents "
    "holiday_allowance_paid_cents holiday_allowance_reserved_cents irregular_wage_cents paid_minutes "
    "contract_week_minutes known_at",
    "staffing_links": "lender_id lender_kind hirer_id period workers hired_minutes invoiced_cents known_at",
    "inspections": "case_id employer_id selection_ground selection_probability selected_on opened_on closed_on team "
    "spent_minutes known_at",
    "findings": "case_id law examined violation article workers_affected underpaid_cents sanction known_at",
    "capacity": "team month region available_minutes known_at",
}


def _file(name: str) -> Path:
    return CONTRACTS_FOLDER / f"{name}{CONTRACT_SUFFIX}"


@pytest.mark.parametrize("name", contract_names())
def test_a_contract_is_valid_odcs(name: str) -> None:
    content = yaml.safe_load(_file(name).read_text(encoding="utf-8"))
    problems = list(jsonschema.Draft201909Validator(SCHEMA).iter_errors(content))
    assert problems == []
    assert content["apiVersion"] == "v3.1.0"
    standard = OpenDataContractStandard.from_file(str(_file(name)))
    assert standard.schema_ is not None
    assert [table.name for table in standard.schema_] == [name]


def test_the_validator_would_notice() -> None:
    content = yaml.safe_load(_file("capacity").read_text(encoding="utf-8"))
    content["schema"][0]["properties"][0]["logicalType"] = "text"
    assert list(jsonschema.Draft201909Validator(SCHEMA).iter_errors(content))


def test_each_register_table_has_a_contract_and_comes_after_what_it_refers_to() -> None:
    order = register_names()
    assert sorted(order) == sorted(KEYS)
    for name in order:
        assert all(order.index(ref.table) < order.index(name) for ref in load_contract(name).references)


@pytest.mark.parametrize("name", KEYS)
def test_keys_and_warehouse_columns_are_those_of_the_interfaces(name: str) -> None:
    contract = load_contract(name)
    assert contract.key == KEYS[name]
    assert contract.as_known_key == KEYS[name][:-1]
    assert contract.stored_names == tuple(STORED[name].split())
    assert all(contract.column(part).required for part in contract.key)
    assert '"known_at"' not in as_known_sql("t", contract.as_known_key)


@pytest.mark.parametrize("name", KEYS)
def test_what_a_contract_names_exists(name: str) -> None:
    contract = load_contract(name)
    for reference in contract.references:
        assert reference.column in load_contract(reference.table).column_names
    for rule in contract.row_rules:
        assert rule.column in contract.column_names
        assert rule.message_en != rule.message_nl
    names = [(rule.name, rule.column) for rule in all_rules(contract)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", KEYS)
def test_every_column_and_table_says_what_it_is_and_whom_it_is_about(name: str) -> None:
    contract = load_contract(name)
    allowed = {"not_personal", "personal_if_natural_person", "pseudonymised", "pseudonymised_if_natural_person"}
    assert {column.classification for column in contract.columns} <= allowed
    assert all(column.description.endswith(".") for column in contract.columns)
    assert all((contract.purpose, contract.limitations, contract.usage))
    assert 0 < contract.bad_row_limit <= 0.05


def test_every_column_that_may_hold_a_citizens_number_is_masked() -> None:
    masked = {name: {column.name for column in load_contract(name).columns if column.masked} for name in KEYS}
    assert masked == {name: set() for name in KEYS} | {
        "employers": {"rsin", "loonheffingennummer"},
        "wage_records": {"loonheffingennummer", "worker_pid"},
    }


def test_what_is_not_verified_is_said() -> None:
    limitations = load_contract("wage_records").limitations
    for words in ("11 (agency worker), 82 (payroll) and 83 (BBL apprentice) are unverified", "LnInGld"):
        assert words in " ".join(limitations.split())


def test_an_unknown_table_has_no_contract() -> None:
    with pytest.raises(KompasError, match="no contract for a table 'employees'"):
        load_contract("employees")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("asKnownKey, value: [team, month]", "asKnownKey, value: [team]"),
        ("logicalType: number", "logicalType: object"),
        ("value: minutes", "value: seconds"),
        ("badRowLimit", "badRows"),
        ("minimum: 0,", "minimum: none,"),
        ("schema:", "schemas:"),
    ],
)
def test_a_contract_that_does_not_hold_together_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = _file("capacity").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "capacity.odcs.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KompasError, match="does not hold together") as caught:
        read_contract(path)
    assert caught.value.where == str(path)
