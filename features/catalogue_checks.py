"""What a family must keep to before anything is built with it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from data_contracts.errors import KompasError
from features.deny_list import denied_ground
from features.engine import run, sql_file
from features.feature import FORMATS, RISK_LEVELS, Feature
from features.window import Window


def check_words(family: Sequence[Feature], path: Path) -> None:
    """Hold the words of each entry against those that exist.

    Raises:
        KompasError: A format, direction or level of risk is not one of ours.
    """
    for feature in family:
        known = (
            feature.value_format in FORMATS and feature.direction in (-1, 0, 1) and feature.proxy_risk in RISK_LEVELS
        )
        if not known:
            raise KompasError(
                f"Feature '{feature.name}' has a format, direction or proxy risk that does not exist.",
                str(path),
                f"Formats: {', '.join(FORMATS)}; directions: -1, 0, 1; risks: {', '.join(RISK_LEVELS)}.",
            )


def check_denied(family: Sequence[Feature], query: str, path: Path) -> None:
    """Hold what each entry says, the tables it reads and the family's query against the deny-list.

    Raises:
        KompasError: Something speaks of a denied ground.
    """
    for feature in family:
        _refuse_denied(_said_of(feature), f"feature '{feature.name}'", path)
    _refuse_denied(query, f"the query of family '{path.parent.name}'", path.with_name("features.sql"))


def check_columns(family: Sequence[Feature], query: str, path: Path) -> None:
    """Hold the entries of a family against the columns of its query, on empty tables.

    Raises:
        KompasError: A column has no entry, an entry no column, or a name occurs twice.
    """
    columns, names = _columns(query, path), [feature.name for feature in family]
    if sorted(columns) != sorted(names):
        without_entry = sorted(set(columns) - set(names))
        without_column = sorted(set(names) - set(columns))
        raise KompasError(
            f"Query and catalogue of family '{path.parent.name}' differ: columns without an entry "
            f"{without_entry}, entries without a column {without_column}.",
            str(path),
            "Give every column one entry and every entry one column.",
        )


def _said_of(feature: Feature) -> str:
    texts = (feature.label, feature.description)
    words = [feature.name, feature.legal_basis, *feature.source_tables]
    return " \n ".join([*words, *(text.nl for text in texts), *(text.en for text in texts)])


def _refuse_denied(text: str, subject: str, path: Path) -> None:
    found = denied_ground(text)
    if found is not None:
        ground, word = found
        raise KompasError(
            f"No feature may be made of {ground}: {subject} says '{word}'.",
            str(path),
            "Leave it out; the deny-list says what features keep away from.",
        )


def _columns(query: str, path: Path) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(sql_file("families/relations.sql"))
        try:
            rows = run(connection, f"DESCRIBE {query}", Window(date(2026, 1, 31)).values).fetchall()
        except duckdb.Error as error:
            raise KompasError(
                f"The query of family '{path.parent.name}' does not run: {error}",
                str(path.with_name("features.sql")),
                "Correct the query; families/relations.sql lists what it may read.",
            ) from error
    return [name for name, *_ in rows if name != "employer_id"]
