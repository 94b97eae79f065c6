"""A national plan for a year: seconds, memory, distance from the bound, and the greedy rule beside it.

Run with ``make bench-planning`` (EMPLOYERS and MONTHS change the size); the page goes to ``benchmarks/planning.md``.
"""

import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import Measured, measure

PAGE = Path(__file__).with_suffix(".md")
EMPLOYERS, MONTHS = int(os.environ.get("EMPLOYERS", "450000")), int(os.environ.get("MONTHS", "12"))
VARIANTS = {
    "own": "each team in its own region",
    "cover": "the same, a tenth drawn at random and covered",
    "anywhere": "every team anywhere, three hours more away",
}
HEAD = """# A national plan for a year

{employers:,} made-up employers with letter, desk check, visit and (2,000 chains of four) joint visit; ten teams with
1,300 hours a month, {months} months; at least 25% of the hours for one act, 8% for one sector and 15% for one region,
at most 4% for another sector; 6,000 links whose ends may not both be looked at but jointly. {cores} cores, Python
{python}. Made by `make bench-planning`.

The bound is on the unreduced problem: every employer, instrument, team and month is priced. Gap asked: 1%. The
constraints are checked again outside the solver. Greedy is the best yield per hour first, under the same constraints
(it may miss a minimum: how many it misses stands behind). Covered: as many chosen hours of visits as drawn ones in each
of seven size classes and nine sector groups, 16 minimums more.
Peak memory is of the whole process: problem, plan, greedy and check.

"""
COLUMNS = (
    "teams",
    "ways",
    "items",
    "joint visits",
    "seconds",
    "of which relaxation",
    "gap to the bound",
    "peak memory (GB)",
    "yield over greedy",
    "greedy's gap",
    "greedy seconds",
    "constraints broken",
    "by greedy",
)


def line(variant: str) -> str:
    """Measure one variant and return its line."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = [sys.executable, "-m", "benchmarks.planning_part", str(EMPLOYERS), str(MONTHS), variant, str(told)]
        measured = measure(variant, command)
        return _line(variant, json.loads(told.read_text("utf-8")), measured)


def _line(variant: str, told: dict[str, Any], measured: Measured) -> str:
    cells = (
        VARIANTS[variant],
        f"{told['columns'] / 1e6:,.0f} million",
        f"{told['items']:,}",
        str(told["bundles"]),
        f"{told['seconds']:.1f}",
        f"{told['relaxation_seconds']:.1f}",
        f"{told['gap']:.2%}",
        f"{measured.peak_gb:.2f}",
        f"{told['total'] / told['greedy_total']:.4f}",
        f"{1 - told['greedy_total'] / told['bound']:.2%}",
        f"{told['greedy_seconds']:.1f}",
        ", ".join(told["broken"]) or "none",
        str(len(told["greedy_broken"])),
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure and write the page."""
    head = HEAD.format(employers=EMPLOYERS, months=MONTHS, cores=os.cpu_count(), python=platform.python_version())
    table = f"| {' | '.join(COLUMNS)} |\n|---|{'---:|' * (len(COLUMNS) - 1)}\n"
    page = head + table + "\n".join(line(variant) for variant in VARIANTS) + "\n"
    PAGE.write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
