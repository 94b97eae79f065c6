"""Loading one table: its files checked, its rows sorted into valid and quarantine, the limit kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.contract import Contract
from data_contracts.enforcement import Enforcer
from data_contracts.errors import KompasError
from pipelines.ingest.batches import bad_lines, make_batches
from pipelines.ingest.files import DeliveredFile
from pipelines.ingest.sources import Source, open_sources, reading


@dataclass(frozen=True)
class TableResult:
    """What came in of one table. ``rows_in`` is always ``rows_valid + rows_quarantined``.

    ``broken_rules`` counts, for each rule, the rows that broke it; a row can break several.
    """

    table: str
    files: tuple[str, ...]
    rows_in: int
    rows_valid: int
    rows_quarantined: int
    broken_rules: dict[str, int]


class BadRowLimitError(KompasError):
    """More rows of a table are bad than its contract allows."""


def load_table(
    connection: DuckDBPyConnection, contract: Contract, files: Sequence[DeliveredFile], out: Path, scratch: Path
) -> TableResult:
    """Write the valid rows to ``out/<table>/`` and the rest to ``out/quarantine/<table>.parquet``.

    Raises:
        KompasError: A file cannot be read.
    """
    enforcer = Enforcer(connection, contract, [file.name for file in files])
    sources = open_sources(connection, contract, files, enforcer.line_rules, scratch)
    with reading(", ".join(str(file.path) for file in files)):
        valid = _load_rows(connection, contract, enforcer, sources, out)
    enforcer.quarantine.write(out / "quarantine" / f"{contract.name}.parquet")
    result = TableResult(
        table=contract.name,
        files=tuple(file.name for file in files),
        rows_in=sum(source.rows for source in sources),
        rows_valid=valid,
        rows_quarantined=enforcer.quarantine.row_count(),
        broken_rules=enforcer.quarantine.rule_counts(),
    )
    if result.rows_in != result.rows_valid + result.rows_quarantined:
        raise KompasError(
            f"Rows of {contract.name} went missing: {result.rows_in:,} were delivered, {result.rows_valid:,} are valid "
            f"and {result.rows_quarantined:,} in quarantine.",
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
    share = result.rows_quarantined / result.rows_in
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
    out: Path,
) -> int:
    for source in sources:
        if source.staged:
            enforcer.quarantine.add_bad_lines(*bad_lines(source))
    valid = 0
    for batch in make_batches(connection, contract, sources):
        enforcer.check(batch.rows, batch.parameters)
        valid += enforcer.write_valid(out / contract.name / f"{batch.name}.parquet")
    return valid
