"""Reports and inspections, month by month: each month's choice knows what earlier months have brought."""

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.workbench import Workbench

CHOICES = ("random", "follow_up", "model", "signal", "project")


def make_visits(bench: Workbench, arguments: Arguments) -> None:
    """Let reports come in, choose each month's employers ground by ground, open their cases, and let findings work.

    The dial ``bias`` weighs what the choice by hand looks at: habits, red flags and reports. At 0 nothing of it counts
    and all visits by hand are projects among whoever is active; at 1 it counts as the parameters say; at 2 twice as
    much. With ``discrimination_odds_ratio`` r an employer of group b is r times as likely as one of group a to be
    chosen by hand, all else equal (the odds too, as the chances are small); the random arm and what a case finds do
    not depend on either dial.

    Args:
        bench: Holds employers, branches, causes, hirings, jobs and deeds; gets cases, case_findings and reports.
            The deeds and hirings of later months change where a finding is taken to heart.
        arguments: The window, the number of visits, the share by lot and the dials.
    """
    prepare_visits(bench, arguments)
    for month in range(arguments.first_month_number, arguments.last_month_number + 1):
        visit_month(bench, month)
    bench.run("inspecting/lived")


def prepare_visits(bench: Workbench, arguments: Arguments) -> None:
    """Set the dials and open the books in which visits are kept."""
    bench.set(bias=float(arguments.bias), discrimination_odds_ratio=float(arguments.discrimination_odds_ratio))
    bench.set(**_divided(bench, arguments))
    bench.run("inspecting/standing")


def visit_month(bench: Workbench, month: int) -> None:
    """Let one month pass (counted as year x 12 + month - 1): reports, choice, cases, and what findings bring about."""
    bench.set(m=month)
    bench.run("inspecting/month_deeds", "inspecting/report_month", "inspecting/frame")
    bench.run(*(f"inspecting/choose_{ground}" for ground in CHOICES))
    bench.run("inspecting/open_cases", "inspecting/react")


def _divided(bench: Workbench, arguments: Arguments) -> dict[str, int]:
    """Divide the visits by hand over the grounds but projects, and set how many reports come in a month."""
    shares: dict[str, float] = bench.value("SELECT getvariable('grounds')")
    reports_a_case: float = bench.value("SELECT getvariable('reports').a_case")
    by_hand = arguments.visits_per_month - arguments.random_visits
    looked_at = min(1.0, arguments.bias)
    visits = {f"{ground}_visits": round(by_hand * share * looked_at) for ground, share in shares.items()}
    return visits | {"monthly_reports": round(by_hand * shares["signal"] * reports_a_case)}
