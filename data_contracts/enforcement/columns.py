"""Checks of a whole file: has it the columns of the contract, and can their types be read?"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from data_contracts.contract import Column, Contract
from data_contracts.enforcement.masking import masked_words
from data_contracts.errors import KompasError

_TEXT = re.compile(r"VARCHAR|ENUM\(.*")
_WHOLE = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UINTEGER")
_READABLE = {
    "string": (_TEXT,),
    "date": (_TEXT, re.compile(r"DATE|TIMESTAMP(_S|_MS|_NS)?")),
    "boolean": (_TEXT, re.compile(r"BOOLEAN")),
    "integer": (_TEXT, _WHOLE),
    "number": (_TEXT, _WHOLE, re.compile(r"DOUBLE|DECIMAL\(.*")),
}
_NATIONALITY = re.compile(r"nat(ion.*)?")


def check_column_names(contract: Contract, names: Sequence[str], where: str) -> None:
    """Check that a file has exactly the columns of the contract, in any order.

    What stands where names should be may be a row of data, so what may be a citizen's number is masked in the message.

    Raises:
        KompasError: A column holds nationality, is missing, is not in the contract, or is there twice.
    """
    _refuse_nationality(names, where)
    missing = [name for name in contract.column_names if name not in names]
    unexpected = sorted(set(names) - set(contract.column_names))
    repeated = sorted({name for name in names if names.count(name) > 1})
    problems = [
        f"{words} {', '.join(found)}"
        for words, found in (("missing", missing), ("not in the contract", unexpected), ("there twice", repeated))
        if found
    ]
    if problems:
        raise KompasError(
            masked_words(
                f"The columns of this {contract.name} file are not those of the contract: {'; '.join(problems)}."
            ),
            where,
            _remedy(contract, names, missing, unexpected),
        )


def check_column_types(contract: Contract, types: Mapping[str, str], where: str) -> None:
    """Check that the types of a Parquet file (DuckDB type of each column) can be read without loss.

    Raises:
        KompasError: At least one column has a type that cannot be read as the contract's.
    """
    wrong = [column for column in contract.columns if not _is_readable(column, types[column.name])]
    if wrong:
        found = "; ".join(
            f"{column.name} is {types[column.name]} and must be {column.physical_type}" for column in wrong
        )
        raise KompasError(
            f"Columns of this {contract.name} file have a type that cannot be read without loss: {found}.",
            where,
            "Deliver the file again with the types of the contract, or with these columns as text.",
        )


def _is_readable(column: Column, duckdb_type: str) -> bool:
    return any(pattern.fullmatch(duckdb_type) for pattern in _READABLE[column.type])


def _refuse_nationality(names: Sequence[str], where: str) -> None:
    found = [name for name in names if _NATIONALITY.fullmatch(re.sub(r"[^a-z]", "", name.lower()))]
    if found:
        raise KompasError(
            f"This file has a column '{masked_words(found[0])}'. Nationality may never enter this tool: no law that it "
            "serves asks for it, and choosing whom to inspect by nationality is discrimination.",
            where,
            "Have the file delivered again without that column, and destroy this copy.",
        )


def _remedy(contract: Contract, names: Sequence[str], missing: Sequence[str], unexpected: Sequence[str]) -> str:
    if len(names) == 1 and ";" in names[0]:
        return "The columns seem to be separated by semicolons. Deliver them separated by commas, with decimal points."
    near = {name: get_close_matches(name.lower(), missing, n=1, cutoff=0.6) for name in unexpected}
    guesses = [f"Is '{masked_words(name)}' meant to be '{match[0]}'? " for name, match in near.items() if match]
    ask = f"Have the file delivered again with these columns: {', '.join(contract.column_names)}."
    return "".join([*guesses, ask])
