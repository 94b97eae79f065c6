"""The world in which employers act: who and where they are, what moves them, who lends to whom, and its registers."""

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.parameters import load_parameters
from pipelines.synthetic.workbench import Workbench

EMPLOYERS = ("drafts", "phoenixes", "employers", "identity", "establishments")
CAUSES = ("tiers", "causes", "lenders", "hirings", "outside_hirings")
NAMED = ("certificates", "officers", "parties")
REGISTERS = {
    "employers": "employer_rows",
    "wage_tax_numbers": "wage_tax_number_rows",
    "establishments": "establishment_rows",
    "parties": "party_rows",
    "posted_work": "posted_rows",
    "officers": "officer_rows",
    "insolvencies": "insolvency_rows",
    "capacity": "capacity_rows",
}


def make_world(bench: Workbench, arguments: Arguments) -> None:
    """Make the tables on which all others build: who there is, where, what moves them, and who hires from whom."""
    load_parameters(bench, arguments)
    bench.run(*(f"world/{notion}" for notion in (*EMPLOYERS, *CAUSES)))


def write_world(bench: Workbench, drops: Drops) -> dict[str, int]:
    """Write the registers of employers, sites, officers, ends, parties, lending, posting and capacity.

    Args:
        bench: Holds the world and, because lending follows what inspections bring about, ``deeds`` after the visits.
        drops: Where the rows go.

    Returns:
        The number of rows of each table.
    """
    bench.run(*(f"world/{notion}" for notion in NAMED))
    rows = {table: drops.write(bench, f"world/{notion}", table) for table, notion in REGISTERS.items()}
    # The lending of a month is reported in the weeks after it, as wages are, and goes with them into its drop.
    return rows | {"staffing_links": drops.write(bench, "world/staffing_rows", "staffing_links", month_of="period")}
