"""Inspections, month by month: each month's choice knows what earlier months have found."""

from typing import Any

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.workbench import Workbench

CHOICES = ("choose_random", "choose_follow_up", "choose_project", "choose_model", "choose_signal")


def make_visits(bench: Workbench, arguments: Arguments) -> None:
    """Choose each month's employers, ground by ground, and open their cases.

    What the random arm does not take is divided over the other grounds; signals fill up what the others leave.
    """
    bench.set(**_visits_by_hand(bench, arguments))
    bench.run("red_flags")
    for month in range(arguments.first_month_number, arguments.last_month_number + 1):
        bench.set(m=month)
        bench.run(*CHOICES, "open_cases")


def _visits_by_hand(bench: Workbench, arguments: Arguments) -> dict[str, int]:
    shares: dict[str, Any] = bench.value("SELECT getvariable('grounds')")
    by_hand = arguments.visits_per_month - arguments.random_visits
    return {f"{ground}_visits": round(by_hand * share) for ground, share in shares.items()}
