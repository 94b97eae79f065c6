"""The contracts are valid ODCS, say what they are about and why they may be kept, and hang together."""

import json
from pathlib import Path

import jsonschema
import open_data_contract_standard
import pytest
import yaml
from open_data_contract_standard.model import OpenDataContractStandard

from data_contracts.contract import contract_names, load_contract
from data_contracts.contract.odcs import read_contract
from data_contracts.contract.registry import CONTRACT_SUFFIX, CONTRACTS_FOLDER
from data_contracts.enforcement import all_rules
from data_contracts.errors import KompasError

SCHEMA = json.loads((Path(open_data_contract_standard.__file__).parent / "schema.json").read_text(encoding="utf-8"))
NAMES = contract_names()
CHANGED = {"employers", "wage_records", "staffing_links", "inspections", "findings", "capacity"}


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


@pytest.mark.parametrize("name", NAMES)
def test_what_a_rule_names_exists(name: str) -> None:
    contract = load_contract(name)
    for rule in contract.row_rules:
        assert rule.column in contract.column_names
        assert rule.message_en != rule.message_nl
    names = [(rule.name, rule.column) for rule in all_rules(contract)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", NAMES)
def test_every_column_and_table_says_what_it_is_and_whom_it_is_about(name: str) -> None:
    contract = load_contract(name)
    allowed = {"not_personal", "personal_if_natural_person", "pseudonymised", "pseudonymised_if_natural_person"}
    passed = {column.classification for column in contract.kept_columns if name != "audit_traits"}
    assert passed <= allowed
    dropped = {column.classification for column in contract.columns if column.at_the_door == "dropped"}
    assert dropped <= {"personal"}
    assert all(column.description.endswith(".") for column in contract.columns)
    assert all((contract.purpose, contract.limitations, contract.usage, contract.legal_basis))
    assert 0 < contract.bad_row_limit <= 0.05
    assert contract.version == ("2.0.0" if name in CHANGED else "1.0.0")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_and_why_is_proposed_and_not_stated_as_law(name: str) -> None:
    contract = load_contract(name)
    assert 5 <= contract.retention.years <= 10
    assert "roposed; to be confirmed" in contract.retention.reason
    assert name == "capacity" or "roposed; to be confirmed in the DPIA" in contract.legal_basis


def test_group_shares_are_marked_as_what_they_are() -> None:
    found = {
        (name, column.name)
        for name in NAMES
        for column in load_contract(name).columns
        if column.classification == "special_category_if_natural_person"
    }
    assert found == {("audit_traits", "trait_group"), ("audit_traits", "share")}


def test_no_table_asks_for_nationality_birthplace_or_a_persons_name() -> None:
    parts = {part for name in NAMES for column in load_contract(name).column_names for part in column.split("_")}
    assert not parts & {"nat", "nationality", "nationaliteit", "birthplace", "surname", "language", "gender", "sex"}


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
        ("validTime, value: {month: month}", "validTime, value: {month: year}"),
        ("property: legalBasis", "property: basis"),
        ("unit: y", "unit: d"),
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
