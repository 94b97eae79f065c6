"""The register tables of reports and inspections, and the one of the fairness audit, divided over the drops."""

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.parameters import minimum_wages
from pipelines.synthetic.workbench import Workbench

NOTIONS = {
    "inspections": "inspection_rows",
    "findings": "finding_rows",
    "signals": "signal_rows",
    "audit_traits": "audit_rows",
}


def write_inspecting(bench: Workbench, arguments: Arguments, drops: Drops) -> dict[str, int]:
    """Write inspections, findings, signals and audit traits as they became known until the end of the window.

    Args:
        bench: Holds what ``make_deeds`` and ``make_visits`` made.
        arguments: The window.
        drops: Where the rows go.

    Returns:
        The number of rows of each table.
    """
    bench.set(minimum=minimum_wages(arguments.last_month_number))
    return {table: drops.write(bench, f"inspecting/{notion}", table) for table, notion in NOTIONS.items()}
