"""The door: what happens to a delivered row before anything else looks at it.

Numbers that may be a citizen's (BSN) become pseudonyms and a date of birth becomes its month, in the same scan that
reads the file. So checks, quarantine, exports and logs know the pseudonym only.

A pseudonym is SHA-256 over a secret key of 32 bytes and the number, cut to 61 or 64 bits. Key and number fit in one
block of fixed layout and most of the result is thrown away, so that the weakness of putting the key first (a hash that
can be continued) has nothing to work on; HMAC (RFC 2104) would cost four times as much on 108 million records.
Rotation adds a key: the older pseudonym is hashed again with the newer key, so that what is stored can follow without
anybody knowing the numbers (docs/decisions/0017-pseudonyms.md).
"""

import re
from collections.abc import Mapping, Sequence

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Column, Contract, Pseudonym, Reference
from data_contracts.enforcement.casts import is_text

KEY_BYTES = 32
LOWEST_PSEUDONYM = 1 << 62
FROM_FALLBACK = 1 << 61
"""Added to a pseudonym that was made from a personnel number, because there was no BSN."""
UNREADABLE = "unreadable"
_MASK = FROM_FALLBACK - 1
_LEADING_ONE = 1_000_000_000
"""Nine digits are hashed with a 1 in front: a number then has its leading zeros without being made text first."""
_DOMAIN = {"worker": "W", "person": "O", "tax_number": "T", "rsin": "R"}
_FALLBACK_DOMAIN = "P"
_TAX_NUMBER = r"\d{9}L\d{2}"
_TAX_PSEUDONYM = r"N[0-9A-F]{16}L\d{2}"


def open_door(connection: DuckDBPyConnection, keys: Sequence[bytes]) -> None:
    """Give a connection the keys, oldest first, and the macros that make pseudonyms with them.

    Raises:
        ValueError: There is no key, or one has not 32 bytes.
    """
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(f"a door needs keys of {KEY_BYTES} bytes")
    for number, key in enumerate(keys, start=1):
        connection.execute(f"SET VARIABLE pseudonym_key_{number} = ?", [key])
    connection.execute(f"CREATE OR REPLACE TEMP MACRO number_pseudonym(words, above) AS {_number_sql(len(keys))}")
    connection.execute(f"CREATE OR REPLACE TEMP MACRO text_pseudonym(words) AS {_text_sql(len(keys))}")


def rekeyed_number_sql(value: str) -> str:
    """Return the expression that hashes a stored pseudonym (BIGINT) again with the first key of the open door."""
    above = f"(CASE WHEN {value} >= {LOWEST_PSEUDONYM + FROM_FALLBACK} THEN {FROM_FALLBACK} ELSE 0 END)"
    return f"({_bits(f'CAST({value} AS VARCHAR)', 1)} & {_MASK}) + {LOWEST_PSEUDONYM} + {above}"


def rekeyed_tax_number_sql(value: str) -> str:
    """Return the expression that hashes a stored wage tax number again, as above; plain ones stay."""
    once = f"'N' || {_hexadecimal(f'left({value}, 17)', 1)} || substr({value}, 18)"
    return f"CASE WHEN {value} LIKE 'N%' THEN {once} ELSE {value} END"


def door_sql(contract: Contract, types: Mapping[str, str], *, pseudonymised: bool) -> dict[str, str]:
    """Return, for each column that passes the door, the expression over the delivered columns that gives its value.

    Args:
        contract: The contract of the table.
        types: The DuckDB type of each delivered column.
        pseudonymised: Numbers may be pseudonyms already, because the program wrote the file itself.
    """
    return {column.name: _passed(contract, column, types, pseudonymised) for column in contract.kept_columns}


def door_types(contract: Contract, types: Mapping[str, str]) -> dict[str, str]:
    """Return the DuckDB type of each column after the door."""
    return {column.name: _passed_type(column, types[column.name]) for column in contract.kept_columns}


def door_references(contract: Contract) -> tuple[Reference, ...]:
    """Return the lists of numbers of legal persons that the door of a table needs (:func:`keep_known_values`)."""
    named = (column.pseudonym.plain_in for column in contract.columns if column.pseudonym is not None)
    return tuple(reference for reference in named if reference is not None)


def _passed(contract: Contract, column: Column, types: Mapping[str, str], pseudonymised: bool) -> str:
    source_type = types[column.name]
    if column.at_the_door == "month":
        return _month_sql(quoted(column.name), source_type)
    if column.pseudonym is None:
        return quoted(column.name)
    value = _text(column.name, source_type)
    match column.pseudonym.kind:
        case "worker" | "person":
            return _person_sql(column, column.pseudonym, types, pseudonymised)
        case "tax_number":
            return _tax_number_sql(value, column.pseudonym, pseudonymised)
        case "rsin":
            plain = _plain_rsin_sql(contract, column, value)
            known = f" OR regexp_full_match({value}, 'N[0-9A-F]{{16}}')" if pseudonymised else ""
            return f"CASE WHEN {plain}{known} THEN {value} ELSE 'N' || text_pseudonym('R' || {value}) END"


def _passed_type(column: Column, source_type: str) -> str:
    if column.at_the_door == "month":
        return "VARCHAR" if is_text(source_type) else "DATE"
    if column.pseudonym is None:
        return source_type
    return "BIGINT" if column.pseudonym.kind in ("worker", "person") else "VARCHAR"


def _text(name: str, source_type: str) -> str:
    return f"nullif({quoted(name)}, '')" if is_text(source_type) else f"CAST({quoted(name)} AS VARCHAR)"


def _month_sql(value: str, source_type: str) -> str:
    if not is_text(source_type):
        return f"CAST(date_trunc('month', {value}) AS DATE)"
    readable = f"regexp_full_match({value}, '\\d{{4}}-\\d{{2}}-\\d{{2}}') AND TRY_CAST({value} AS DATE) IS NOT NULL"
    return (
        f"CASE WHEN {value} <> '' THEN CASE WHEN {readable} THEN left({value}, 8) || '01' ELSE '{UNREADABLE}' END END"
    )


def _person_sql(column: Column, pseudonym: Pseudonym, types: Mapping[str, str], pseudonymised: bool) -> str:
    name, source_type = column.name, types[column.name]
    value, domain = _text(name, source_type), _DOMAIN[pseudonym.kind]
    if is_text(source_type):
        formed, digits = f"regexp_full_match({value}, '\\d{{8,9}}')", f"'1' || lpad({value}, 9, '0')"
    else:
        formed = f"{quoted(name)} BETWEEN 10000000 AND 999999999"
        digits = f"CAST({quoted(name)} + {_LEADING_ONE} AS VARCHAR)"
    cases = [f"WHEN {value} IS NULL THEN {_fallback_sql(pseudonym, types)}"]
    if pseudonymised:
        already = f"TRY_CAST({quoted(name)} AS BIGINT)"
        cases.append(f"WHEN {already} >= {LOWEST_PSEUDONYM} OR {already} < 0 THEN {already}")
    cases.append(f"WHEN {formed} THEN number_pseudonym('{domain}' || {digits}, 0)")
    malformed = f"-1 - (number_pseudonym('{domain}' || {value}, 0) & {_MASK})"
    return f"CASE {' '.join(cases)} ELSE {malformed} END"


def _fallback_sql(pseudonym: Pseudonym, types: Mapping[str, str]) -> str:
    if not pseudonym.fallback:
        return "NULL"
    words = " || '|' || ".join(_text(name, types[name]) for name in pseudonym.fallback)
    return f"number_pseudonym('{_FALLBACK_DOMAIN}' || {words}, {FROM_FALLBACK})"


def _tax_number_sql(value: str, pseudonym: Pseudonym, pseudonymised: bool) -> str:
    known = pseudonym.plain_in
    plain = f"left({value}, 9) IN (SELECT value FROM {known_values(known)})" if known else "false"  # noqa: S608
    keyed = f"'N' || text_pseudonym('T' || left({value}, 9)) || substr({value}, 10)"
    again = f"WHEN regexp_full_match({value}, '{_TAX_PSEUDONYM}') THEN {value} " if pseudonymised else ""
    return (
        f"CASE WHEN {value} IS NULL THEN NULL WHEN regexp_full_match({value}, '{_TAX_NUMBER}') "
        f"THEN CASE WHEN {plain} THEN {value} ELSE {keyed} END {again}"
        f"ELSE 'M' || text_pseudonym('T' || {value}) END"
    )


def _plain_rsin_sql(contract: Contract, column: Column, value: str) -> str:
    """Return the condition under which an rsin is no natural person's.

    What the contract does not know (a misspelt legal form, a number of another form) tells nothing of whose it is.
    """
    condition = column.pseudonym.plain_when if column.pseudonym is not None else None
    if condition is None:
        return "false"
    named = set(re.findall(r"\w+", condition))
    known = [
        f"{quoted(other.name)} IN ({', '.join(map(_literal, other.values))})"
        for other in contract.columns
        if other.name in named and other.values
    ]
    form = [f"regexp_full_match({value}, {_literal(column.pattern)})"] if column.pattern else []
    return f"({' AND '.join([f'({condition})', *known, *form])}) IS TRUE"


def known_values(reference: Reference) -> str:
    """Return the quoted name of the table (one column, ``value``) with all that a reference may name."""
    return quoted(f"known_{reference.table}_{reference.column}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _number_sql(keys: int) -> str:
    value = f"CAST(({_bits('words', 1)} & {_MASK}) + {LOWEST_PSEUDONYM} AS BIGINT) + above"
    for number in range(2, keys + 1):
        words = f"CAST({value} AS VARCHAR)"
        value = f"CAST(({_bits(words, number)} & {_MASK}) + {LOWEST_PSEUDONYM} AS BIGINT) + above"
    return value


def _text_sql(keys: int) -> str:
    value = _hexadecimal("words", 1)
    for number in range(2, keys + 1):
        value = _hexadecimal(f"'N' || {value}", number)
    return value


def _bits(words: str, key: int) -> str:
    return f"CAST('0x' || left({_hash(words, key)}, 16) AS UBIGINT)"


def _hexadecimal(words: str, key: int) -> str:
    return f"upper(left({_hash(words, key)}, 16))"


def _hash(words: str, key: int) -> str:
    return f"sha256(getvariable('pseudonym_key_{key}') || encode({words}))"
