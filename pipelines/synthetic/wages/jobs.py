"""Positions at employers, the workers who hold them one after another, and the pay that goes with each."""

from datetime import date
from typing import Any

from data_contracts.yaml_files import read_yaml
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.parameters import PARAMETER_FOLDER
from pipelines.synthetic.workbench import Workbench


def make_jobs(bench: Workbench, arguments: Arguments) -> None:
    """Make the tables ``jobs`` (one worker in one position at one employer) and ``paydesk`` (one row an employer).

    Args:
        bench: Holds employers, identities, branches, causes, phoenixes and the pay curve.
        arguments: The window.
    """
    bench.set(**_parameters(), **_summers(arguments))
    bench.run("wages/workplaces", "wages/paydesk", "wages/positions", "wages/pay_pieces", "wages/spells", "wages/moves")
    while bench.value("SELECT count(*) FROM moves AS a JOIN moves AS b ON a.from_job = b.job_id"):
        bench.run("wages/follow")
    bench.run("wages/jobs")


def _parameters() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(PARAMETER_FOLDER / "pay.yaml")
    chances: dict[str, Any] = content["chances"]
    return chances


def _summers(arguments: Arguments) -> dict[str, Any]:
    """Return the number of summers that the window touches, and the day on which April begins in each."""
    years = range(arguments.first_month.year, arguments.last_month.year + 1)
    return {"summers": len(years), "april_days": [(date(year, 4, 1) - arguments.first_month).days for year in years]}
