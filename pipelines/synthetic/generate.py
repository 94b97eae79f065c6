"""Make a synthetic Netherlands, from its causes to its registers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.synthetic.arguments import Arguments, check_arguments, check_resources
from pipelines.synthetic.delivery import write_deliveries
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.inspecting import make_deeds, make_visits, write_inspecting, write_truth
from pipelines.synthetic.side_folder import side_folder
from pipelines.synthetic.wages import make_jobs, write_wage_files
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.workers import write_worker_registers
from pipelines.synthetic.world import make_world, write_world


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
    bias: float = 1.0,
    discrimination_odds_ratio: float = 1.0,
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
        bias: How strongly the choice by hand follows habits and red flags (0 to 2).
        discrimination_odds_ratio: Odds of the hidden group to be chosen by hand at equal risk; 1 is off.

    Raises:
        KompasError: An argument is out of range, or the folder cannot be written or holds real registers.
    """
    arguments = Arguments(
        employers, months, last_month, visits_per_month, random_share, seed, bias, discrimination_odds_ratio
    )
    check_arguments(arguments)
    check_resources(threads, memory_limit)
    with side_folder(out_dir) as side:
        bench = Workbench(side / "work", threads=threads, memory_limit=memory_limit)
        try:
            rows = _make(bench, arguments, side, report)
        finally:
            bench.close()
    return SyntheticResult(rows)


def _make(bench: Workbench, arguments: Arguments, side: Path, report: Callable[[str], None]) -> dict[str, int]:
    drops = Drops(side / "register", arguments)
    make_world(bench, arguments)
    relations = bench.value("SELECT count(*) FROM hirings")
    report(f"employers and what moves them; {relations:,} relations of hirer and lender")
    make_deeds(bench, arguments)
    make_jobs(bench, arguments)
    make_visits(bench, arguments)
    report("jobs, and inspections chosen month by month")
    rows = write_world(bench, drops) | write_inspecting(bench, arguments, drops)
    rows["wage_records"] = write_wage_files(bench, arguments, lambda m: drops.folder(m, "wage_records"), report)
    rows |= write_worker_registers(bench, arguments, drops)
    write_deliveries(drops, arguments)
    rows["truth"] = write_truth(bench, side / "truth" / "truth.parquet")
    report("registers and truth: " + ", ".join(f"{table} {count:,}" for table, count in rows.items()))
    return rows
