"""All bad rows as one view in DuckDB, each with what became of it.

``state`` is ``open``; ``refused`` (its table was refused as a whole); ``copy`` (the same row is in the warehouse, so
nothing need be done); ``waiting`` (repaired, and the drop is still to be loaded); ``repaired``; or ``replaced`` (its
repair is bad too, and stands in quarantine itself).
"""

import json
from collections.abc import Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.enforcement.quarantine import QUARANTINE_COLUMNS
from pipelines.ingest.files import exactly
from pipelines.quarantine.places import Places

REPAIR_FILE = "repair.csv"
BAD_ROWS = "bad_rows_of_all"
_NAMES = ", ".join(column.split()[0] for column in QUARANTINE_COLUMNS.split(", "))


def open_quarantine(connection: DuckDBPyConnection, places: Places) -> None:
    """Make the view ``BAD_ROWS``: the columns of quarantine, ``drop_name``, ``state`` and ``repaired_by``."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE no_bad_rows ({QUARANTINE_COLUMNS})")
    _view(connection, "loaded_bad_rows", places.loaded_files)
    _view(connection, "refused_bad_rows", places.refused_files)
    _gather_repairs(connection, places)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE loaded_drops AS SELECT unnest($drops) AS drop_name",
        {"drops": list(places.loaded_drops)},
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW {BAD_ROWS} AS
        WITH again AS (SELECT DISTINCT table_name, file, line FROM loaded_bad_rows),
        repaired AS (
            SELECT repairs.*, again.line IS NOT NULL AS bad_again FROM repairs LEFT JOIN again
            ON again.table_name = repairs.table_name AND again.file = repairs.repair_file
            AND again.line = repairs.repair_line
        )
        SELECT bad.*, split_part(bad.file, '/', 1) AS drop_name, repaired.repaired_by, CASE
            WHEN bad.rule = 'duplicate:identical' THEN 'copy'
            WHEN repaired.repaired_by IS NULL THEN 'open'
            WHEN NOT repaired.loaded THEN 'waiting'
            WHEN repaired.bad_again THEN 'replaced' ELSE 'repaired' END AS state
        FROM loaded_bad_rows AS bad LEFT JOIN repaired USING (table_name, file, line)
        UNION ALL BY NAME
        SELECT *, split_part(file, '/', 1) AS drop_name, 'refused' AS state FROM refused_bad_rows
        WHERE split_part(file, '/', 1) NOT IN (FROM loaded_drops)
    """)  # noqa: S608 -- our own names


def _view(connection: DuckDBPyConnection, name: str, files: Sequence[Path]) -> None:
    """Make a view of files with bad rows. A view takes no parameters, so that the names go in a variable."""
    if not files:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM no_bad_rows")
        return
    connection.execute(f"SET VARIABLE {name} = $files", {"files": [exactly(path) for path in files]})
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {_NAMES} FROM read_parquet(getvariable('{name}'))"  # noqa: S608
    )


def _gather_repairs(connection: DuckDBPyConnection, places: Places) -> None:
    """Make the table ``repairs`` of the drops of repairs that were loaded, or wait in the register folder.

    A drop that was taken away before it was loaded repairs nothing.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE repairs (table_name VARCHAR, file VARCHAR, line BIGINT, repaired_by VARCHAR, "
        "repair_file VARCHAR, repair_line BIGINT, loaded BOOLEAN)"
    )
    for path in sorted(places.notes_dir.glob("*.json")):
        drop = path.stem
        if drop not in places.loaded_drops and not (places.register_dir / drop).is_dir():
            continue
        note = json.loads(path.read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO repairs SELECT $table, unnest($files), unnest($lines), $drop, $repair_file, "
            "unnest(range(2, len($lines) + 2)), $loaded",
            {
                "table": note["table"],
                "files": note["files"],
                "lines": note["lines"],
                "drop": drop,
                "repair_file": f"{drop}/{note['table']}/{REPAIR_FILE}",
                "loaded": drop in places.loaded_drops,
            },
        )
