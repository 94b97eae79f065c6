"""The registers of single workers: permits, placements and payslips, from jobs, hirings, causes and deeds."""

from glob import escape

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.parameters import minimum_wages, read_parameters
from pipelines.synthetic.workbench import Workbench


def write_worker_registers(bench: Workbench, arguments: Arguments, drops: Drops) -> dict[str, int]:
    """Write permit_duties, work_permits, placements and payslips into the drops.

    Who has no valid permit follows from the months in which an employer breaks the Wav; of some of them no register
    knows anything. Placements and payslips are there for a share of the employers only (``parameters/workers.yaml``).

    Args:
        bench: Holds employers, causes, hirings, deeds, jobs and pay desks.
        arguments: The window.
        drops: Where the rows go; holds the wage records of every month already.

    Returns:
        The number of rows of each table.
    """
    _load(bench)
    bench.run("workers/lapses", "workers/placements", "workers/payslip_desks")
    rows = {
        "permit_duties": drops.write(bench, "workers/duty_rows", "permit_duties"),
        "work_permits": drops.write(bench, "workers/permit_rows", "work_permits"),
        "placements": drops.write(bench, "workers/placement_rows", "placements"),
    }
    return rows | {"payslips": _write_payslips(bench, arguments, drops)}


def _load(bench: Workbench) -> None:
    parameters = read_parameters("workers")
    shares = parameters.pop("permit_shares")
    bench.table("permit_shares", [{"branch": branch, "share": share} for branch, share in shares.items()])
    bench.set(**parameters)


def _write_payslips(bench: Workbench, arguments: Arguments, drops: Drops) -> int:
    rows = 0
    for month in range(arguments.first_month_number, arguments.last_month_number + 1):
        wage_file = drops.folder(month, "wage_records") / "wage_records.parquet"
        before = minimum_wages(max(month - 1, arguments.first_month_number))
        bench.set(m=month, minimum=minimum_wages(month), minimum_before=before, wage_file=escape(str(wage_file)))
        rows += bench.write("workers/payslip_rows", drops.folder(month, "payslips") / "payslips.parquet")
    return rows
