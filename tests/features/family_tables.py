"""Tiny staged tables for one family that runs over the registers, and the features that its SQL makes of them."""

from datetime import date
from typing import Any

from features.catalogue import FAMILIES_FOLDER
from features.engine import DuckDBEngine, sql_file
from features.family import PER_REGISTERS, Family
from features.window import Window

AS_OF = date(2026, 10, 31)
"""The window is October 2025 up to and including September 2026."""
Row = dict[str, Any]


class FamilyTables:
    """The staged tables that a family may read, empty at first; employers are added to ``population`` by name."""

    def __init__(self, engine: DuckDBEngine, family: str, as_of: date = AS_OF) -> None:
        self.engine = engine
        self.family = Family(FAMILIES_FOLDER / family, PER_REGISTERS, ())
        self.values = Window(as_of).values
        engine.run(sql_file("families/relations.sql"))

    def add(self, table: str, **columns: Any) -> None:
        """Add a row; columns that are not given are NULL."""
        names, marks = ", ".join(columns), ", ".join(f"${name}" for name in columns)
        self.engine.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", columns)  # noqa: S608 -- a test's own names

    def employer(self, employer_id: str, **given: Any) -> None:
        """Add an employer that is there since 2015, and ask for its features."""
        start = given.pop("start_date", date(2015, 1, 1))
        end = given.pop("end_date", None)
        active = end is None or end >= self.values["as_of"]
        self.add("population", employer_id=employer_id)
        self.add("employers_now", employer_id=employer_id, start_date=start, end_date=end, active=active)
        version = {"valid_from": start, "known_at": start} | given
        self.add("employers_known", employer_id=employer_id, start_date=start, end_date=end, **version)

    def make(self) -> None:
        """Make the family's own tables."""
        for name, query in self.family.tables.items():
            self.engine.make_table(name, query, self.values)

    def features(self) -> dict[str, Row]:
        """Make the family's tables and return its features by employer."""
        self.make()
        rows = self.engine.read_frame(self.family.query, self.values).to_dicts()
        found = {row["employer_id"]: row for row in rows}
        assert len(found) == len(rows) == self.engine.read_frame("SELECT * FROM population").height
        return found
