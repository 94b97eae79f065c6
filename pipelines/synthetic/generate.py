"""Make a synthetic Netherlands, from its causes to its registers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.synthetic.arguments import Arguments, check_arguments, check_resources
from pipelines.synthetic.delivery import write_delivery
from pipelines.synthetic.parameters import load_parameters, minimum_wages
from pipelines.synthetic.side_folder import side_folder
from pipelines.synthetic.visits import make_visits
from pipelines.synthetic.wage_files import write_wage_files
from pipelines.synthetic.workbench import Workbench


@dataclass(frozen=True)
class SyntheticResult:
    """What was written: the number of rows of each register table, and of the truth."""

    rows: dict[str, int]


def generate(
    out_dir: Path,
    *,
    employers: int,
    months: int,
    last_month: date,
    visits_per_month: int,
    random_share: float,
    seed: int,
    threads: int,
    memory_limit: str,
    report: Callable[[str], None],
) -> SyntheticResult:
    """Write ``out_dir/register`` and ``out_dir/truth``, in place of older synthetic ones.

    The same arguments and seed give the same rows whatever the number of threads (and with the same DuckDB).

    Args:
        out_dir: The data folder of a run.
        employers: Employers that exist at one time or another within the window.
        months: Length of the window.
        last_month: First day of its last month.
        visits_per_month: Inspection cases that start each month.
        random_share: Share of them drawn by lot from all active employers.
        seed: Start of all random numbers.
        threads: Threads of the database engine.
        memory_limit: Its memory, e.g. ``2GB``; what does not fit is kept on disk in ``out_dir``.
        report: Told about progress, in lines for people.

    Raises:
        KompasError: An argument is out of range, or the folder cannot be written or holds real registers.
    """
    arguments = Arguments(employers, months, last_month, visits_per_month, random_share, seed)
    check_arguments(arguments)
    check_resources(threads, memory_limit)
    with side_folder(out_dir) as side:
        bench = Workbench(side / "work", threads=threads, memory_limit=memory_limit)
        try:
            rows = _make(bench, arguments, side, report)
        finally:
            bench.close()
        write_delivery(side / "register", arguments)
    return SyntheticResult(rows)


def _make(bench: Workbench, arguments: Arguments, side: Path, report: Callable[[str], None]) -> dict[str, int]:
    register = side / "register"
    load_parameters(bench, arguments)
    bench.run("employers", "identity", "causes", "conduct", "chain", "truth")
    rows = {"employers": bench.write("employer_rows", register / "employers" / "employers.parquet")}
    report(f"employers and their causes: {rows['employers']:,} rows")
    bench.run("positions", "pay_ranks", "jobs", "paydesk")
    make_visits(bench, arguments)
    report("inspections: chosen month by month")
    rows["wage_records"] = write_wage_files(bench, arguments, register / "wage_records", report)
    rows["staffing_links"] = _write_staffing_links(bench, arguments, register / "staffing_links")
    for table, notion in (("inspections", "inspection"), ("findings", "finding"), ("capacity", "capacity")):
        rows[table] = bench.write(f"{notion}_rows", register / table / f"{table}.parquet")
    rows["truth"] = bench.write("truth_rows", side / "truth" / "truth.parquet")
    report("registers and truth: " + ", ".join(f"{table} {count:,}" for table, count in rows.items()))
    return rows


def _write_staffing_links(bench: Workbench, arguments: Arguments, folder: Path) -> int:
    rows = 0
    for month in range(arguments.first_month_number, arguments.last_month_number + 1):
        bench.set(m=month, minimum=minimum_wages(month))
        rows += bench.write("staffing_rows", folder / f"{month // 12}-{month % 12 + 1:02d}.parquet")
    return rows
