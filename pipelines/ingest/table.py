"""Loading one table: its files checked, its rows sorted into valid and quarantine, the limit kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.contract import Contract
from data_contracts.enforcement import Enforcer, FileOrigin
from data_contracts.errors import KompasError
from pipelines.ingest.batches import bad_lines, make_batches
from pipelines.ingest.files import DeliveredFile
from pipelines.ingest.place import Place
from pipelines.ingest.sources import Source, open_sources, reading


@dataclass(frozen=True)
class TableResult:
    """What came in of one table. ``rows_in`` is always ``rows_valid + rows_quarantined + rows_repeated``.

    ``rows_repeated`` counts rows that an earlier drop held just so, ``broken_rules`` for each rule the rows that broke
    it; a row can break several.
    """

    table: str
    files: tuple[str, ...]
    rows_in: int
    rows_valid: int
    rows_quarantined: int
    rows_repeated: int
    broken_rules: dict[str, int]


class BadRowLimitError(KompasError):
    """More rows of a table are bad than its contract allows."""


def load_table(
    connection: DuckDBPyConnection,
    contract: Contract,
    files: Sequence[DeliveredFile],
    origins: Sequence[FileOrigin],
    place: Place,
) -> TableResult:
    """Write the valid rows of a table to ``place.out/<table>/`` and the rest to ``place.out/quarantine/``.

    Args:
        connection: DuckDB with an open door and the values that the contract's references may name.
        contract: The contract of the table.
        files: Its delivered files.
        origins: What the rules need to know of each of them.
        place: Where to write, and what was loaded before.

    Raises:
        KompasError: A file cannot be read.
    """
    enforcer = Enforcer(connection, contract, origins)
    sources = open_sources(connection, contract, files, enforcer.line_rules, place.scratch)
    with reading(", ".join(str(file.path) for file in files)):
        valid = _load_rows(connection, contract, enforcer, sources, place)
    if enforcer.quarantine.row_count():
        enforcer.quarantine.write(place.quarantine_file(contract.name))
    result = TableResult(
        table=contract.name,
        files=tuple(file.name for file in files),
        rows_in=sum(source.rows for source in sources),
        rows_valid=valid,
        rows_quarantined=enforcer.quarantine.row_count(),
        rows_repeated=enforcer.rows_repeated,
        broken_rules=enforcer.quarantine.rule_counts(),
    )
    if result.rows_in != result.rows_valid + result.rows_quarantined + result.rows_repeated:
        raise KompasError(
            f"Rows of {contract.name} went missing: {result.rows_in:,} were delivered, {result.rows_valid:,} are "
            f"valid, {result.rows_quarantined:,} in quarantine and {result.rows_repeated:,} were loaded before.",
            ", ".join(str(file.path) for file in files),
            "Have the table delivered again, for a file may be damaged; if it stays, report it as a fault of ours.",
        )
    return result


def check_limit(contract: Contract, result: TableResult, quarantine: Path) -> None:
    """Check that no larger share of a table's rows is bad than its contract allows.

    Args:
        contract: The contract of the table.
        result: What came in.
        quarantine: Where a reader finds the bad rows.

    Raises:
        BadRowLimitError: The share is above the limit; the message counts the broken rules.
    """
    share = result.rows_quarantined / result.rows_in if result.rows_in else 0.0
    if share > contract.bad_row_limit:
        counts = ", ".join(f"{rule} {count:,}" for rule, count in result.broken_rules.items())
        raise BadRowLimitError(
            f"{result.rows_quarantined:,} of {result.rows_in:,} rows of {contract.name} ({share:.1%}) break the "
            f"contract; at most {contract.bad_row_limit:.1%} may. Broken rules: {counts}.",
            f"{', '.join(result.files)}; the bad rows are in {quarantine}",
            "Have the table delivered again. What was loaded before stays in use.",
        )


def _load_rows(
    connection: DuckDBPyConnection,
    contract: Contract,
    enforcer: Enforcer,
    sources: Sequence[Source],
    place: Place,
) -> int:
    for source in sources:
        if source.staged:
            enforcer.quarantine.add_bad_lines(*bad_lines(source))
    valid = 0
    for batch in make_batches(connection, contract, sources):
        enforcer.check(batch.rows, batch.parameters, place.loaded_before(contract.name, batch.month))
        valid += enforcer.write_valid(place.table_file(contract.name, batch.month, batch.part))
    return valid
