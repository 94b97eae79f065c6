"""The contract of one table, as the code uses it: columns, key, references, rules between columns, limits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

ColumnType = Literal["string", "date", "boolean", "integer", "number"]
StoredUnit = Literal["cents", "minutes"]
PseudonymKind = Literal["worker", "person", "tax_number", "rsin"]
_DELIVERED_SUFFIX: dict[StoredUnit, str] = {"cents": "_eur", "minutes": "_hours"}


@dataclass(frozen=True)
class Reference:
    """A column that must name something in another table; ``condition`` (SQL) says for which rows."""

    table: str
    column: str
    condition: str | None = None


@dataclass(frozen=True)
class Pseudonym:
    """How a column that may hold a citizen's number is pseudonymised at the door, before a row is looked at.

    Attributes:
        kind: Decides the form of the number and of its pseudonym (docs/interfaces.md).
        stored_name: The name of the pseudonym in the warehouse.
        fallback: Columns that the pseudonym is made from when this one is empty.
        plain_in: The numbers of legal persons, which stay as they are: the first nine digits occur there.
        plain_when: SQL over delivered columns; true where the number is no natural person's.
    """

    kind: PseudonymKind
    stored_name: str
    fallback: tuple[str, ...] = ()
    plain_in: Reference | None = None
    plain_when: str | None = None


@dataclass(frozen=True)
class ValidTime:
    """The columns that say when a row was valid: from ``start`` to ``end`` (inclusive; empty is still valid).

    Without ``end`` the row is valid for the one ``month`` or ``day`` that ``start`` names. ``thing_ended`` is a column
    with the day on which the thing itself ended, for what may still be kept about it.
    """

    start: str
    end: str | None
    length: Literal["until", "month", "day"]
    thing_ended: str | None = None


@dataclass(frozen=True)
class Retention:
    """How many years after it stopped being valid a row may be kept, and why."""

    years: int
    reason: str


@dataclass(frozen=True)
class Column:
    """One column as delivered.

    ``stored_as`` says that the warehouse holds it in cents or minutes instead. ``at_the_door`` says what happens to it
    before a row is looked at: a date is cut to its month, or the column is used for a pseudonym and then dropped.
    """

    name: str
    type: ColumnType
    physical_type: str
    required: bool
    description: str
    classification: str
    pattern: str | None = None
    values: tuple[str, ...] = ()
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None
    minimum_excluded: bool = False
    formats: tuple[str, ...] = ()
    reference: Reference | None = None
    stored_as: StoredUnit | None = None
    pseudonym: Pseudonym | None = None
    at_the_door: Literal["month", "dropped"] | None = None

    @property
    def stored_name(self) -> str:
        """The name in the warehouse: ``wage_eur`` becomes ``wage_cents``, ``paid_hours`` ``paid_minutes``."""
        if self.pseudonym is not None:
            return self.pseudonym.stored_name
        if self.stored_as is None:
            return self.name
        return f"{self.name.removesuffix(_DELIVERED_SUFFIX[self.stored_as])}_{self.stored_as}"

    @property
    def stored_type(self) -> str:
        """The DuckDB type in the warehouse."""
        return self.physical_type if self.stored_as is None else "BIGINT"


@dataclass(frozen=True)
class RowRule:
    """A rule between columns of one row; ``holds`` is SQL."""

    name: str
    column: str
    holds: str
    message_en: str
    message_nl: str


@dataclass(frozen=True)
class Contract:
    """What a table promises.

    Attributes:
        columns: All columns as delivered, in the order of the contract.
        key: The columns (delivered names) that name one version of one thing; ``known_at`` is the last.
        row_rules: Rules between columns of one row.
        bad_row_limit: The share of bad rows above which a delivery is refused.
        valid_time: When a row was valid.
        no_overlap: The columns that name a thing of which no two versions may be valid on one day; empty: no such rule.
        correction_months: How many months back a drop may correct; ``None``: any.
        optional: Whether the first load may come without it.
        partition_column: The column whose month a large table is stored and loaded by.
    """

    name: str
    version: str
    purpose: str
    limitations: str
    usage: str
    legal_basis: str
    retention: Retention
    tags: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    row_rules: tuple[RowRule, ...]
    bad_row_limit: float
    valid_time: ValidTime
    no_overlap: tuple[str, ...] = ()
    correction_months: int | None = None
    optional: bool = False
    partition_column: str | None = None

    @property
    def kept_columns(self) -> tuple[Column, ...]:
        """The columns that pass the door: all but those that are only there to make a pseudonym from."""
        return tuple(column for column in self.columns if column.at_the_door != "dropped")

    @property
    def column_names(self) -> tuple[str, ...]:
        """The delivered names of all columns, in the order of the contract."""
        return tuple(column.name for column in self.columns)

    @property
    def stored_names(self) -> tuple[str, ...]:
        """The names of all columns in the warehouse, in the order of the contract."""
        return tuple(column.stored_name for column in self.kept_columns)

    @property
    def stored_key(self) -> tuple[str, ...]:
        """The key by its names in the warehouse, ``known_at`` last."""
        return tuple(self.column(name).stored_name for name in self.key)

    @property
    def as_known_key(self) -> tuple[str, ...]:
        """The columns (names in the warehouse) that name one thing, whatever was known about it when."""
        return self.stored_key[:-1]

    @property
    def references(self) -> tuple[Reference, ...]:
        """All references to other tables, those of pseudonyms too."""
        named = (column.reference for column in self.columns)
        plain = (column.pseudonym.plain_in for column in self.columns if column.pseudonym is not None)
        return tuple(dict.fromkeys(reference for reference in (*named, *plain) if reference is not None))

    def column(self, name: str) -> Column:
        """Return the column with a delivered name; ``KeyError`` when there is none."""
        return {column.name: column for column in self.columns}[name]
