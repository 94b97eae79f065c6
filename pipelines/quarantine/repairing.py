"""``kompas quarantine repair``: corrected rows become a drop of their own, which the next ingest loads.

The rows pass the door and their contract here already, so that a correction that is no good is said at once and stays
open, and the register folder gets pseudonyms only.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Literal

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract
from data_contracts.enforcement import Enforcer, FileOrigin, RawRows, door_sql, door_types, keep_known_values, open_door
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot
from data_contracts.store import AuditLog
from pipelines.ingest.drops import DELIVERY_FILE
from pipelines.ingest.place import Place
from pipelines.pseudonyms.keys import Keys, read_keys, synthetic_keys
from pipelines.quarantine.corrections import CORRECTED, find_corrected, read_corrections
from pipelines.quarantine.places import Places
from pipelines.quarantine.rows import REPAIR_FILE, open_quarantine

REPAIRED = "repair_quarantine"
NOTE = "repairs.json"
_NAME = re.compile(r"repair-(\d{4,})")
_PASSED = "passed_rows"


@dataclass(frozen=True)
class Repair:
    """What a repair did.

    Attributes:
        drop: The folder of the new drop; ``None`` when no row is good.
        table: The table.
        rows: How many rows are in it.
        unchanged: How many were left because nothing in them was changed.
        still_bad: Of rows that are still bad: file and line, rule, message.
    """

    drop: Path | None
    table: str
    rows: int
    unchanged: int
    still_bad: tuple[tuple[str, str, str], ...]


def repair(
    connection: DuckDBPyConnection,
    scratch: Path,
    settings: KompasSettings,
    log: AuditLog,
    path: Path,
    language: Literal["nl", "en"],
) -> Repair:
    """Write the corrected rows of an export as a new drop.

    Args:
        connection: DuckDB.
        scratch: A folder that is gone afterwards.
        settings: The run's settings.
        log: The audit log.
        path: The export with corrections.
        language: The language of the messages.

    Raises:
        KompasError: Nothing can be made of the file (see :mod:`pipelines.quarantine.corrections`), or the keys are not
            those of the warehouse.
    """
    places = Places.of(settings)
    warehouse = places.standing()
    open_quarantine(connection, places)
    contract = read_corrections(connection, path)
    unchanged = find_corrected(connection, contract, path)
    open_door(connection, _keys(settings, warehouse).secrets)
    base = Place(scratch, scratch, "", places.bases)
    _pass_door(connection, contract, base)
    still_bad = _check(connection, contract, base, language)
    rows = int(connection.execute(f"SELECT count(*) FROM {_PASSED}").fetchall()[0][0])  # noqa: S608
    drop = _next_drop(places) if rows else None
    log.record(
        getuser(),
        REPAIRED,
        "quarantine",
        {"table": contract.name, "rows": rows, "still_bad": len(still_bad), "drop": drop.name if drop else None},
    )
    if drop is not None:
        _write(connection, contract, places, warehouse, drop)
    return Repair(drop, contract.name, rows, unchanged, still_bad)


def _keys(settings: KompasSettings, warehouse: Snapshot) -> Keys:
    real = not warehouse.manifest.synthetic
    keys = read_keys(settings.pseudonym_key_file, settings.data_dir) if real else synthetic_keys()
    if keys.names != tuple(warehouse.manifest.configuration["pseudonym_keys"]):
        raise KompasError(
            "The keys of pseudonyms are not those that the warehouse was made with.",
            str(settings.pseudonym_key_file),
            "Put the right key file back, or finish `kompas pseudonyms rotate`.",
        )
    return keys


def _pass_door(connection: DuckDBPyConnection, contract: Contract, base: Place) -> None:
    """Make the table of corrected rows past the door, as text, in the order of their origin."""
    tables = {reference.table for reference in contract.references}
    keep_known_values(connection, contract, {table: base.loaded_before(table) for table in tables})
    dropped = [quoted(column.name) for column in contract.columns if column.at_the_door == "dropped"]
    empty = "".join(f", CAST(NULL AS VARCHAR) AS {name}" for name in dropped)
    door = door_sql(contract, dict.fromkeys(contract.column_names, "VARCHAR"), pseudonymised=True)
    passed = ", ".join(f"CAST({expression} AS VARCHAR) AS {quoted(name)}" for name, expression in door.items())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_PASSED} AS "  # noqa: S608 -- names from our own contracts
        f"SELECT file, line, row_number() OVER (ORDER BY file, line) + 1 AS source_line, {passed} "
        f"FROM (SELECT *{empty} FROM {CORRECTED})"
    )
    _recognise(connection, contract, base)


def _recognise(connection: DuckDBPyConnection, contract: Contract, base: Place) -> None:
    """Turn pseudonyms of wage tax numbers back where the number has become known as a legal person's since."""
    for column in contract.kept_columns:
        if column.pseudonym is not None and column.pseudonym.plain_in is not None:
            known, name = column.pseudonym.plain_in, quoted(column.name)
            connection.execute(
                f"""
                UPDATE {_PASSED} SET {name} = plain || substr({name}, 18)
                FROM (
                    SELECT {quoted(known.column)} AS plain, 'N' || text_pseudonym('T' || plain) AS pseudonym
                    FROM read_parquet($files) WHERE plain IS NOT NULL GROUP BY plain
                ) WHERE left({name}, 17) = pseudonym
                """,  # noqa: S608 -- names from our own contracts
                {"files": base.loaded_before(known.table)},
            )


def _check(
    connection: DuckDBPyConnection, contract: Contract, base: Place, language: str
) -> tuple[tuple[str, str, str], ...]:
    """Hold the rows against their contract; take those that break it out, and return which and why."""
    types = door_types(contract, dict.fromkeys(contract.column_names, "VARCHAR"))
    relation = f"(SELECT *, 0 AS source_file FROM {_PASSED})"  # noqa: S608 -- our own names
    rows = RawRows(relation, {name: f"CAST({quoted(name)} AS {types[name]})" for name in types}, types)
    enforcer = Enforcer(connection, contract, [FileOrigin(REPAIR_FILE)])
    enforcer.check([rows], {}, _loaded(connection, contract, base))
    still_bad = connection.execute(f"""
        SELECT passed.file || ', line ' || passed.line, rule, message_{language}
        FROM quarantine JOIN {_PASSED} AS passed ON quarantine.line = source_line ORDER BY ALL
    """).fetchall()  # noqa: S608 -- our own names
    connection.execute(f"DELETE FROM {_PASSED} WHERE source_line IN (SELECT line FROM quarantine)")  # noqa: S608
    return tuple(still_bad)


def _loaded(connection: DuckDBPyConnection, contract: Contract, base: Place) -> list[str]:
    """Return the files of the warehouse with rows that the corrected ones may repeat or overlap."""
    if contract.partition_column is None:
        return base.loaded_before(contract.name)
    months = connection.execute(
        f"SELECT DISTINCT left({quoted(contract.partition_column)}, 7) AS month FROM {_PASSED} "  # noqa: S608
        f"WHERE TRY_CAST({quoted(contract.partition_column)} AS DATE) IS NOT NULL ORDER BY month"
    ).fetchall()
    return [path for (month,) in months for path in base.loaded_before(contract.name, month)]


def _next_drop(places: Places) -> Path:
    """Return the folder of a drop whose name was never used, so that it comes after all earlier repairs."""
    names = [
        *places.loaded_drops,
        *(path.stem for path in places.notes_dir.glob("*.json")),
        *(path.name for path in places.register_dir.glob("repair-*")),
    ]
    numbers = [int(match[1]) for name in names if (match := _NAME.fullmatch(name))]
    return places.register_dir / f"repair-{max(numbers, default=0) + 1:04d}"


def _write(connection: DuckDBPyConnection, contract: Contract, places: Places, warehouse: Snapshot, drop: Path) -> None:
    """Write the drop in a side folder and put it in place by one rename; the note on what it repairs goes first."""
    side = drop.with_name(f".{drop.name}.partial")
    shutil.rmtree(side, ignore_errors=True)
    (side / contract.name).mkdir(parents=True)
    columns = ", ".join(
        f"NULL AS {quoted(column.name)}" if column.at_the_door == "dropped" else quoted(column.name)
        for column in contract.columns
    )
    connection.execute(
        f"COPY (SELECT {columns} FROM {_PASSED} ORDER BY source_line) TO $path (FORMAT csv, HEADER true)",  # noqa: S608
        {"path": str(side / contract.name / REPAIR_FILE)},
    )
    (side / DELIVERY_FILE).write_text(_delivery(warehouse), encoding="utf-8")
    files, lines = connection.execute(
        f"SELECT list(file ORDER BY source_line), list(line ORDER BY source_line) FROM {_PASSED}"  # noqa: S608
    ).fetchall()[0]
    note = json.dumps({"table": contract.name, "files": files, "lines": lines})
    (side / NOTE).write_text(note, encoding="utf-8")
    places.notes_dir.mkdir(parents=True, exist_ok=True)
    (places.notes_dir / f"{drop.name}.json").write_text(note, encoding="utf-8")
    side.rename(drop)


def _delivery(warehouse: Snapshot) -> str:
    manifest = warehouse.manifest
    series = {"series": manifest.configuration["series"]} if manifest.configuration["series"] else {}
    content: Mapping[str, object] = {
        "source": manifest.notes["source"],
        "synthetic": manifest.synthetic,
        "note_nl": manifest.notes["note_nl"],
        "note_en": manifest.notes["note_en"],
        "pseudonymised": True,
        **series,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
