"""Everything that is held on a subject in snapshots and quarantine: where, how many rows, and which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND
from pipelines.ingest.files import exactly
from pipelines.ingest.place import QUARANTINE
from pipelines.retention.lineages import stores
from pipelines.rights.matching import Matcher, keyed_columns, matcher, person_columns
from pipelines.rights.subject import Subject
from pipelines.snapshots.erasing import Content, contents
from pipelines.steps.ingest import REFUSED

Row = dict[str, Any]
REGISTER = "warehouse"


@dataclass(frozen=True)
class Place:
    """A table in some snapshots of a kind that hold the same of it; ``folder`` is where they are."""

    folder: SnapshotFolder
    kind: str
    table: str
    snapshots: tuple[str, ...]
    found: tuple[Content, ...]

    @property
    def is_quarantine(self) -> bool:
        """Whether it holds bad rows."""
        return self.table.startswith(f"{QUARANTINE}/")


@dataclass(frozen=True)
class Holding:
    """What a place holds on a subject.

    Attributes:
        place: Kind of snapshot and table, e.g. ``warehouse/employers``.
        snapshots: The snapshots that hold it.
        count: How many rows.
        rows: The rows; none when they are about other people too, who are only counted.
        counted_only: Whether that is so.
        people: How many people they are about, when they are only counted.
    """

    place: str
    snapshots: tuple[str, ...]
    count: int
    rows: tuple[Row, ...]
    counted_only: bool = False
    people: int = 0


def places(settings: KompasSettings) -> tuple[Place, ...]:
    """Return every table of every published snapshot of every kind, the store of the audit with them.

    Raises:
        KompasError: A snapshot with register rows has no readable manifest.
    """
    folder = SnapshotFolder(settings.snapshots_dir)
    of_registers = [(store.folder, store.kind, store.snapshots()) for store in stores(settings)]
    derived = [(folder, kind, tuple(folder.snapshots(kind))) for kind in VERB_OF_ANY_KIND if kind != REGISTER]
    return tuple(place for place_kind in (*of_registers, *derived) for place in _tables(*place_kind))


def of_registers(settings: KompasSettings, subject: Subject, connection: DuckDBPyConnection) -> Matcher:
    """Return how rows of a subject are found, by all that any warehouse snapshot says leads to it."""
    tables: dict[str, list[str]] = {}
    for place in places(settings):
        if place.kind == REGISTER and not place.is_quarantine:
            tables.setdefault(place.table, []).extend(str(content.path) for content in place.found)
    return matcher(connection, subject, tables)


def holdings(connection: DuckDBPyConnection, found: Sequence[Place], match: Matcher) -> Iterator[Holding]:
    """Yield what each place holds on a subject; a place with none yields a count of nothing.

    Args:
        connection: DuckDB.
        found: From `places`.
        match: From `of_registers`.
    """
    for place in found:
        if place.is_quarantine:
            yield bad_rows(connection, f"{place.kind}/{place.table}", place.snapshots, _files(place), match)
        else:
            yield _holding(connection, place, match)


def refused_holdings(connection: DuckDBPyConnection, settings: KompasSettings, match: Matcher) -> Iterator[Holding]:
    """Yield what lies of a subject in tables that were refused as a whole."""
    for path in sorted((settings.data_dir / REFUSED).glob("*.parquet")):
        yield bad_rows(connection, f"{REFUSED}/{path.stem}", (), [path], match)


def bad_rows(
    connection: DuckDBPyConnection, name: str, snapshots: tuple[str, ...], files: Sequence[Path], match: Matcher
) -> Holding:
    """Return the bad rows about a subject in some files."""
    words = list(match.words())
    frame = _frame(
        connection,
        f"SELECT * FROM read_parquet($files, union_by_name = true) WHERE {BAD_ROW}",  # noqa: S608 -- our own
        {"files": [exactly(path) for path in files], "words": words},
    )
    about_people = match.subject.kind == "employer" and any(
        frame["raw"].str.contains(f'"{column}"', literal=True).any() for column in _delivered_people()
    )
    rows = () if about_people else tuple(frame.to_dicts())
    return Holding(name, snapshots, frame.height, rows, about_people)


BAD_ROW = r"len(list_intersect(regexp_extract_all(raw, '[A-Za-z0-9._-]+'), $words)) > 0"
"""A bad row is about a subject when its text holds one of the subject's numbers as a whole word."""


def is_of_bad_rows(place: str) -> bool:
    """Tell whether a place holds bad rows, of a table that was loaded or of one that was refused."""
    return f"/{QUARANTINE}/" in place or place.startswith(f"{REFUSED}/")


def _delivered_people() -> tuple[str, ...]:
    return ("worker_number", "officer_number", *sorted(person_columns()))


def _tables(folder: SnapshotFolder, kind: str, snapshots: Sequence[Any]) -> Iterator[Place]:
    groups: dict[tuple[str, tuple[str, ...]], list[Content]] = {}
    for content in contents(snapshots):
        table = _table(content.places[0][1])
        names = tuple(sorted({snapshot for snapshot, _ in content.places}))
        groups.setdefault((table, names), []).append(content)
    for (table, names), found in sorted(groups.items()):
        yield Place(folder, kind, table, names, tuple(found))


def _table(path: str) -> str:
    first, _, rest = path.partition("/")
    if first == QUARANTINE:
        return f"{QUARANTINE}/{rest.split('.')[0]}"
    return first.removesuffix(".parquet")


def _files(place: Place) -> list[Path]:
    return [content.path for content in place.found]


def _holding(connection: DuckDBPyConnection, place: Place, match: Matcher) -> Holding:
    name = f"{place.kind}/{place.table}"
    columns = pq.read_schema(place.found[0].path).names
    given = match.condition(columns)
    if given is None:
        return Holding(name, place.snapshots, 0, ())
    condition, parameters = given
    source = f"read_parquet($files, union_by_name = true) WHERE {condition}"
    values: dict[str, Any] = {"files": [exactly(path) for path in _files(place)], **parameters}
    people = sorted(person_columns() & set(columns)) if match.subject.kind == "employer" else []
    if people:
        query = f"SELECT count(*), count(DISTINCT {quoted(people[0])}) FROM {source}"  # noqa: S608 -- our own
        count, different = connection.execute(query, values).fetchall()[0]
        return Holding(name, place.snapshots, count, (), counted_only=True, people=different)
    frame = _frame(connection, f"SELECT * FROM {source} ORDER BY ALL", values)  # noqa: S608 -- our own
    return Holding(name, place.snapshots, frame.height, tuple(_masked(frame, match).to_dicts()))


def _frame(connection: DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(query, params=dict(values)).to_arrow_table())


OTHER = "(another)"


def _masked(frame: pl.DataFrame, match: Matcher) -> pl.DataFrame:
    """Return rows without the numbers of other employers in them."""
    if match.subject.kind == "worker":
        return frame
    named = {name: key for name, key in keyed_columns().items() if name in frame.columns and key[1] != name}
    return frame.with_columns(
        pl.when(pl.col(name).is_in(list(match.values.get(key, ())))).then(pl.col(name)).otherwise(pl.lit(OTHER))
        .alias(name)
        for name, key in named.items()
    )  # fmt: skip
