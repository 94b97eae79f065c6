"""Which rows of a table are about a subject: the contracts of the registers say so, and nothing else does."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import load_contract, register_names
from pipelines.ingest.files import exactly
from pipelines.rights.subject import Subject

EMPLOYER = ("employers", "employer_id")
LED_TO_BY = (("wage_tax_numbers", "loonheffingennummer"), ("parties", "party_id"), ("inspections", "case_id"))
"""What leads to an employer: numbers and names that a table with an ``employer_id`` gives it."""
Key = tuple[str, str]
NUMBERS = ("wage_tax_numbers", "loonheffingennummer")
IN_SUMS: Mapping[str, Key] = {"from_number": NUMBERS, "to_number": NUMBERS}
"""Columns of the monthly sums, which have no contract, that lead to an employer."""


@dataclass(frozen=True)
class Matcher:
    """How rows of a subject are found.

    Attributes:
        subject: The subject.
        values: Of an employer, all that leads to it, by the table and column that give it.
    """

    subject: Subject
    values: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)

    def condition(self, columns: Collection[str]) -> tuple[str, dict[str, list[str] | list[int]]] | None:
        """Return the SQL condition, and its parameters, of a table's rows about the subject; ``None``: it has none.

        Args:
            columns: The columns of the table, as stored.
        """
        if self.subject.kind == "worker":
            found = sorted(person_columns() & set(columns))
            parameters: dict[str, list[str] | list[int]] = {"p_person": list(self.subject.pseudonyms)}
            parts = [f"{quoted(name)} IN (SELECT unnest($p_person))" for name in found]
            return (" OR ".join(parts), parameters) if parts else None
        keys = {name: key for name, key in keyed_columns().items() if name in columns}
        direct = {name: key for name, key in keys.items() if key == EMPLOYER}
        chosen = direct or keys
        named = {f"p_{key[1]}": list(self.values.get(key, ())) for key in chosen.values()}
        parts = [f"{quoted(name)} IN (SELECT unnest($p_{key[1]}))" for name, key in sorted(chosen.items())]
        return (" OR ".join(parts), dict(named)) if parts else None

    def words(self) -> tuple[str, ...]:
        """Return what a bad row about the subject holds somewhere in its text."""
        own = (value for values in self.values.values() for value in values)
        return tuple(sorted({*self.subject.names, *own}))


@cache
def person_columns() -> frozenset[str]:
    """Return the stored names of the columns with pseudonyms of people."""
    return frozenset(
        column.stored_name
        for name in register_names()
        for column in load_contract(name).columns
        if column.pseudonym is not None and column.pseudonym.kind in ("worker", "person")
    )


@cache
def keyed_columns() -> Mapping[str, Key]:
    """Return the stored columns that lead to an employer, with the table and column that give their values."""
    wanted = {EMPLOYER, *LED_TO_BY}
    found: dict[str, Key] = {column: (table, column) for table, column in wanted} | dict(IN_SUMS)
    for name in register_names():
        for column in load_contract(name).columns:
            if column.reference is not None and (column.reference.table, column.reference.column) in wanted:
                found[column.stored_name] = (column.reference.table, column.reference.column)
    return found


def matcher(connection: DuckDBPyConnection, subject: Subject, tables: Mapping[str, Sequence[str]]) -> Matcher:
    """Return how rows of a subject are found.

    Args:
        connection: DuckDB.
        subject: The subject.
        tables: Of the tables that lead to an employer, the Parquet files of all warehouse snapshots.
    """
    if subject.kind == "worker":
        return Matcher(subject)
    values: dict[Key, tuple[str, ...]] = {EMPLOYER: subject.names}
    for table, column in LED_TO_BY:
        files = [exactly(Path(path)) for path in tables.get(table, ())]
        if files:
            rows = connection.execute(
                f"SELECT DISTINCT {column} FROM read_parquet($files, union_by_name = true) "  # noqa: S608 -- our own
                f"WHERE employer_id = $employer AND {column} IS NOT NULL ORDER BY ALL",
                {"files": files, "employer": subject.name},
            ).fetchall()
            values[(table, column)] = tuple(str(row[0]) for row in rows)
    return Matcher(subject, values)
