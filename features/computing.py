"""Running the families: their tables and queries, over the whole population or a chunk of employers at a time."""

from collections.abc import Sequence
from pathlib import Path

from features.catalogue import Catalogue
from features.chunks import MONTHS_CHUNK, each_chunk
from features.engine import Engine, Values, sql_file
from features.family import PER_MONTHS, Family
from features.monthly.reading import stage_employer_months


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
    for family in others:
        for name, query in family.tables.items():
            engine.make_table(name, query, values)
        engine.make_table(f"family_{family.name}", family.query, values)
    chunks = each_chunk(engine, MONTHS_CHUNK)
    parts = [_chunk_features(engine, values, by_month, number) for number in chunks]
    engine.make_view("matrix", _matrix(catalogue, others, parts))


def make_tables(engine: Engine, folder: Path, values: Values) -> None:
    """Make the tables of a folder's files ``NN_<name>.sql`` in their order."""
    for path in sorted(folder.glob("*.sql")):
        engine.make_table(path.stem.partition("_")[2], sql_file(path), values)


def _chunk_features(engine: Engine, values: Values, families: Sequence[Family], number: int) -> str:
    """Make the features by month of the employers in ``chunk``, and return the table's name."""
    stage_employer_months(engine, values)
    joins = " ".join(f"LEFT JOIN ({family.query}) AS {family.name} USING (employer_id)" for family in families)
    columns = ", ".join(["employer_id", *(feature.name for family in families for feature in family.active)])
    engine.make_table(f"month_features_{number}", f"SELECT {columns} FROM chunk {joins}", values)  # noqa: S608
    return f"month_features_{number}"


def _matrix(catalogue: Catalogue, others: Sequence[Family], parts: Sequence[str]) -> str:
    """Return the query that puts the families side by side; without employers it has no rows."""
    by_month = " UNION ALL ".join(f"SELECT * FROM {part}" for part in parts)  # noqa: S608 -- our own names
    joins = " ".join(f"LEFT JOIN family_{family.name} USING (employer_id)" for family in others)
    if not parts:
        return f"SELECT employer_id, {_nothing(catalogue)} FROM population"  # noqa: S608
    names = ", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in catalogue.names)
    return f"SELECT employer_id, {names} FROM ({by_month}) AS months {joins}"  # noqa: S608 -- our own names


def _nothing(catalogue: Catalogue) -> str:
    return ", ".join(f"CAST(NULL AS DOUBLE) AS {name}" for name in catalogue.names)
