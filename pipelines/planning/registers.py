"""The registers as a plan reads them, as known on the as-of date."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import region_of_province, section_of_division
from data_contracts.snapshots import Snapshot
from features.engine import sql_file, without_comments

QUERIES = Path(__file__).parent / "queries"


class Registers:
    """A warehouse, read as known on a date."""

    def __init__(self, warehouse: Snapshot, as_of: date) -> None:
        self._warehouse = warehouse
        self.as_of = as_of

    def rows(
        self, sql: str, tables: Sequence[str], values: Mapping[str, Any] | None = None, **parts: str
    ) -> pl.DataFrame:
        """Return the rows of a query.

        Args:
            sql: The query, with ``{table}`` for each register table as known and ``{part}`` for other queries.
            tables: The register tables that it reads, those of the parts among them.
            values: Its parameters, ``as_of`` and the tables' files left out.
            parts: Queries to put in.
        """
        known = {name: self.known(name) for name in tables}
        files = {name: self._warehouse.table(name) for name in tables}
        with duckdb.connect() as connection:
            connection.register("sections", _pairs("division", "section", section_of_division()).to_arrow())
            connection.register("regions", _pairs("province", "region", region_of_province()).to_arrow())
            asked = connection.sql(
                sql.format(**known, **parts), params={**files, "as_of": self.as_of, **(values or {})}
            )
            return pl.DataFrame(asked.to_arrow_table())

    def query(
        self, name: str, tables: Sequence[str], values: Mapping[str, Any] | None = None, **parts: str
    ) -> pl.DataFrame:
        """Return the rows of a query in ``queries/``; arguments as of ``rows``."""
        text = without_comments((QUERIES / f"{name}.sql").read_text("utf-8"))
        return self.rows(text, tables, values, **parts)

    def links_sql(self) -> str:
        """Return the query for lending links, each party named by its employer where it is one.

        It reads ``staffing_links`` and ``parties``.
        """
        known = {name: self.known(name) for name in ("staffing_links", "parties")}
        return sql_file("queries/links.sql").format(**known)

    @staticmethod
    def known(table: str) -> str:
        """Return the query for a register table as known on ``$as_of``, from the files ``$<table>``."""
        return as_known_sql(f"read_parquet(${table})", load_contract(table).as_known_key)


def _pairs(key: str, value: str, mapping: Mapping[str, str]) -> pl.DataFrame:
    return pl.DataFrame({key: list(mapping), value: list(mapping.values())})
