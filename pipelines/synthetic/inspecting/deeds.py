"""What employers really do, and the writing of it to where only the synthetic room looks."""

from pathlib import Path

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.workbench import Workbench

CAUSES_FILE = "causes.parquet"


def make_deeds(bench: Workbench, arguments: Arguments) -> None:
    """Make the table ``deeds``: a row an employer and month of its life in the window, as if nobody were visited.

    Columns ``wml``, ``wav`` and ``waadi`` tell whether the law is broken, ``<law>_found`` whether a good examination
    would find it, ``wml_mode`` in which way the WML is broken. Visits change the rows of later months.

    Args:
        bench: Holds employers, branches, causes and hirings.
        arguments: The window.
    """
    bench.set(first_m=arguments.first_month_number, last_m=arguments.last_month_number)
    bench.run("inspecting/traits", "inspecting/deeds")


def write_truth(bench: Workbench, path: Path) -> int:
    """Write the truth to a Parquet file, and the causes behind it to ``causes.parquet`` beside it.

    The first has a row an employer, law and month: ``employer_id, law, month, violates, would_be_found``. The second
    has a row an employer: capacity, knowledge, intent and pressure (about standard normal; intent in log-odds), the
    log-odds of a violation, the way of it, and the hidden trait (shares from 0 to 1).

    Returns:
        The number of rows of the first.
    """
    bench.write("inspecting/cause_rows", path.with_name(CAUSES_FILE))
    return bench.write("inspecting/truth_rows", path)
