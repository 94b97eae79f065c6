"""Running the families: their tables and queries, over the whole population or a chunk of employers at a time."""

from collections.abc import Sequence

from features.catalogue import Catalogue
from features.chunks import MONTHS_CHUNK, each_chunk
from features.engine import Engine, Values
from features.family import PER_MONTHS, Family
from features.monthly.reading import stage_employer_months, stage_moved_workers


def compute_features(engine: Engine, values: Values, catalogue: Catalogue) -> None:
    """Make the view ``matrix``: a row for each employer in ``population``, with every feature as DOUBLE.

    Args:
        engine: Where the staged tables and ``population`` stand.
        values: The dates of the build.
        catalogue: The features; those that are held are left out.
    """
    families = [family for family in catalogue.definitions if family.active]
    by_month = [family for family in families if family.per == PER_MONTHS]
    others = [family for family in families if family.per != PER_MONTHS]
    stage_moved_workers(engine, values)
    for family in others:
        for name, query in family.tables.items():
            engine.make_table(name, query, values)
        engine.make_table(f"family_{family.name}", family.query, values)
    chunks = each_chunk(engine, MONTHS_CHUNK)
    parts = [_chunk_features(engine, values, by_month, number) for number in chunks]
    engine.make_view("matrix", _matrix(catalogue, others, parts))


def _chunk_features(engine: Engine, values: Values, families: Sequence[Family], number: int) -> str:
    """Make the features by month of the employers in ``chunk``, and return the table's name."""
    stage_employer_months(engine, values)
    # A family at a time: in one statement with their join they take half as long again.
    for family in families:
        engine.make_table(f"family_{family.name}", family.query, values)
    columns = ", ".join(["employer_id", *(feature.name for family in families for feature in family.active)])
    engine.make_table(f"month_features_{number}", f"SELECT {columns} FROM chunk {_joins(families)}")  # noqa: S608
    return f"month_features_{number}"


def _matrix(catalogue: Catalogue, others: Sequence[Family], parts: Sequence[str]) -> str:
    """Return the query that puts the families side by side; without employers it has no rows."""
    by_month = " UNION ALL ".join(f"SELECT * FROM {part}" for part in parts)  # noqa: S608 -- our own names
    if not parts:
        return f"SELECT employer_id, {_nothing(catalogue)} FROM population"  # noqa: S608
    names = ", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in catalogue.names)
    return f"SELECT employer_id, {names} FROM ({by_month}) AS months {_joins(others)}"  # noqa: S608 -- our own names


def _joins(families: Sequence[Family]) -> str:
    return " ".join(f"LEFT JOIN family_{family.name} USING (employer_id)" for family in families)


def _nothing(catalogue: Catalogue) -> str:
    return ", ".join(f"CAST(NULL AS DOUBLE) AS {name}" for name in catalogue.names)
