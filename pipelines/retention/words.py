"""What ``kompas retention`` says: what may no longer be kept, table by table."""

from collections.abc import Iterator
from datetime import date

from data_contracts.contract import load_contract
from pipelines.counting import counted
from pipelines.retention.run import Findings
from pipelines.retention.search import Expired


def retention_lines(findings: Findings, day: date, *, applied: bool) -> Iterator[str]:
    """Yield what was found and, if so, done."""
    if findings.is_empty:
        yield f"On {day} nothing is kept for longer than the contracts say."
    else:
        yield f"{'Erased' if applied else 'To be erased'}, because on {day} it may no longer be kept:"
        yield from _tables(findings)
        yield from (
            f"  {counted(item.rows, 'bad row')} of the refused table {item.table} ({item.path})"
            for item in findings.refused
        )
        yield from (
            f"  the {item.manifest.kind} snapshot {item.manifest.snapshot_id}, which is not in use"
            for item in findings.derived
        )
        if not applied:
            yield "Nothing was changed. What to do: run `kompas retention --apply`, which cannot be undone."
    for drop in findings.drops:
        yield f"The drop {drop} was loaded, and lies there for longer than its rows may be kept. What to do: remove it."


def _tables(findings: Findings) -> Iterator[str]:
    groups: dict[tuple[str, bool], list[Expired]] = {}
    for item in findings.expired:
        groups.setdefault((item.table, item.in_quarantine), []).append(item)
    for (table, in_quarantine), items in groups.items():
        years = load_contract(table).retention.years
        rows = sum(item.rows for item in items)
        place = "quarantine of " if in_quarantine else ""
        snapshots = {snapshot for item in items for snapshot, _ in item.rewritten.content.places}
        yield (
            f"  {place}{table} (kept {years} years): {counted(rows, 'row')} that ended from "
            f"{min(item.oldest for item in items)} to {max(item.newest for item in items)}, "
            f"in {counted(len(items), 'file')} of {_snapshots(snapshots)}"
        )


def _snapshots(names: set[str]) -> str:
    return f"the snapshot {next(iter(names))}" if len(names) == 1 else f"{len(names)} snapshots"
