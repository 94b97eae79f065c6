"""Reading a contract from its ODCS v3 file."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from data_contracts.as_known import KNOWN_AT
from data_contracts.contract.model import (
    Column,
    ColumnType,
    Contract,
    Pseudonym,
    Reference,
    Retention,
    RowRule,
    ValidTime,
)
from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml

Entry = Mapping[str, Any]
_TYPES: tuple[ColumnType, ...] = ("string", "date", "boolean", "integer", "number")
_STORED_UNITS = (None, "cents", "minutes")
_AT_THE_DOOR = (None, "month", "dropped")
_PSEUDONYM_KINDS = ("worker", "person", "tax_number", "rsin")


def read_contract(path: Path) -> Contract:
    """Read an ODCS file that describes one table.

    Raises:
        KompasError: The file is missing or does not hold together.
    """
    try:
        content = read_yaml(path)
        return _contract(content, content["schema"][0])
    except FileNotFoundError as error:
        raise KompasError(
            f"There is no contract for a table '{path.name.split('.')[0]}'.",
            str(path),
            "Use the name of a table in docs/interfaces.md.",
        ) from error
    except (yaml.YAMLError, KeyError, IndexError, TypeError, ValueError, ArithmeticError) as error:
        raise KompasError(
            f"This data contract does not hold together: {error!r}.", str(path), "Correct the file; it is ODCS v3."
        ) from error


def _contract(content: Entry, table: Entry) -> Contract:
    custom = _custom(table)
    key = _key(table["properties"])
    contract = Contract(
        name=table["name"],
        version=content["version"],
        purpose=content["description"]["purpose"],
        limitations=content["description"]["limitations"],
        usage=content["description"]["usage"],
        legal_basis=_custom(content)["legalBasis"],
        retention=_retention(content),
        tags=tuple(content.get("tags", ())),
        columns=tuple(_column(entry) for entry in table["properties"]),
        key=key,
        row_rules=tuple(_row_rule(entry) for entry in table.get("quality", ())),
        bad_row_limit=float(custom["badRowLimit"]),
        valid_time=_valid_time(custom["validTime"]),
        no_overlap=tuple(custom.get("noOverlap", ())),
        correction_months=custom.get("correctionMonths"),
        optional=custom.get("optional", False),
        partition_column=next((entry["name"] for entry in table["properties"] if entry.get("partitioned")), None),
    )
    if not contract.key or contract.key[-1] != KNOWN_AT:
        raise ValueError(f"the primary key {contract.key} does not end with {KNOWN_AT}")
    for name in (*contract.no_overlap, contract.valid_time.start, *filter(None, [contract.valid_time.end])):
        contract.column(name)
    return contract


def _key(properties: list[Entry]) -> tuple[str, ...]:
    parts = [entry for entry in properties if entry.get("primaryKey")]
    return tuple(entry["name"] for entry in sorted(parts, key=lambda entry: entry["primaryKeyPosition"]))


def _column(entry: Entry) -> Column:
    options = entry.get("logicalTypeOptions", {})
    minimum = options.get("exclusiveMinimum", options.get("minimum"))
    column = Column(
        name=entry["name"],
        type=entry["logicalType"],
        physical_type=entry["physicalType"],
        required=entry["required"],
        description=entry["description"],
        classification=entry["classification"],
        pattern=options.get("pattern"),
        values=_values(entry),
        minimum=_bound(entry, minimum),
        maximum=_bound(entry, options.get("maximum")),
        minimum_excluded="exclusiveMinimum" in options,
        formats=_formats(entry),
        reference=_reference(entry),
        stored_as=_custom(entry).get("storedAs"),
        pseudonym=_pseudonym(_custom(entry).get("pseudonym")),
        at_the_door=_custom(entry).get("atTheDoor"),
    )
    if (
        column.type not in _TYPES
        or column.stored_as not in _STORED_UNITS
        or column.at_the_door not in _AT_THE_DOOR
        or (column.pseudonym is not None and column.pseudonym.kind not in _PSEUDONYM_KINDS)
    ):
        raise ValueError(f"column {column.name} has a type, unit of storage, pseudonym or door that is not known")
    return column


def _pseudonym(entry: Entry | None) -> Pseudonym | None:
    if entry is None:
        return None
    table, _, column = entry.get("plainIn", "").partition(".")
    return Pseudonym(
        kind=entry["kind"],
        stored_name=entry["storedName"],
        fallback=tuple(entry.get("fallback", ())),
        plain_in=Reference(table, column) if table else None,
        plain_when=entry.get("plainWhen"),
    )


def _valid_time(entry: Entry) -> ValidTime:
    """Read ``{from, to}`` (and ``thingEnded``), ``{month}`` or ``{day}``."""
    if "from" in entry:
        return ValidTime(entry["from"], entry["to"], "until", entry.get("thingEnded"))
    return ValidTime(entry["month"], None, "month") if "month" in entry else ValidTime(entry["day"], None, "day")


def _retention(content: Entry) -> Retention:
    for entry in content["slaProperties"]:
        if entry["property"] == "retention" and entry["unit"] == "y":
            return Retention(int(entry["value"]), entry["description"])
    raise ValueError("there is no retention in years")


def _bound(entry: Entry, value: str | int | float | None) -> Decimal | date | None:
    if value is None:
        return None
    return date.fromisoformat(str(value)) if entry["logicalType"] == "date" else Decimal(str(value))


def _values(entry: Entry) -> tuple[str, ...]:
    checks = [check for check in entry.get("quality", ()) if check.get("metric") == "invalidValues"]
    return tuple(value for check in checks for value in check["arguments"]["validValues"])


def _formats(entry: Entry) -> tuple[str, ...]:
    checks = [check for check in entry.get("quality", ()) if check.get("type") == "custom"]
    return tuple(check["implementation"]["format"] for check in checks)


def _reference(entry: Entry) -> Reference | None:
    for relationship in entry.get("relationships", ()):
        table, column = relationship["to"].split(".")
        return Reference(table, column, _custom(relationship).get("condition"))
    return None


def _row_rule(entry: Entry) -> RowRule:
    custom = _custom(entry)
    return RowRule(
        name=entry["name"],
        column=custom["column"],
        holds=entry["implementation"],
        message_en=entry["description"],
        message_nl=custom["messageNl"],
    )


def _custom(entry: Entry) -> dict[str, Any]:
    return {item["property"]: item["value"] for item in entry.get("customProperties", ())}
