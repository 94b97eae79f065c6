"""The contract of one table, as the code uses it: columns, key, references, rules between columns, limits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

ColumnType = Literal["string", "date", "boolean", "integer", "number"]
StoredUnit = Literal["cents", "minutes"]
_DELIVERED_SUFFIX: dict[StoredUnit, str] = {"cents": "_eur", "minutes": "_hours"}


@dataclass(frozen=True)
class Reference:
    """A column that must name something in another table; ``condition`` (SQL) says for which rows."""

    table: str
    column: str
    condition: str | None = None


@dataclass(frozen=True)
class Column:
    """One column as delivered.

    ``stored_as`` says that the warehouse holds it in cents or minutes instead, ``masked`` that its values may hold a
    citizen's number, so that quarantine never shows them.
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
    masked: bool = False

    @property
    def stored_name(self) -> str:
        """The name in the warehouse: ``wage_eur`` becomes ``wage_cents``, ``paid_hours`` ``paid_minutes``."""
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
    """What a table promises. ``bad_row_limit`` is the share of bad rows above which a delivery is refused."""

    name: str
    version: str
    purpose: str
    limitations: str
    usage: str
    tags: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    as_known_key: tuple[str, ...]
    row_rules: tuple[RowRule, ...]
    bad_row_limit: float
    partition_column: str | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """The delivered names of all columns, in the order of the contract."""
        return tuple(column.name for column in self.columns)

    @property
    def stored_names(self) -> tuple[str, ...]:
        """The names of all columns in the warehouse, in the order of the contract."""
        return tuple(column.stored_name for column in self.columns)

    @property
    def references(self) -> tuple[Reference, ...]:
        """All references to other tables."""
        return tuple(column.reference for column in self.columns if column.reference is not None)

    def column(self, name: str) -> Column:
        """Return the column with a delivered name; ``KeyError`` when there is none."""
        return {column.name: column for column in self.columns}[name]
