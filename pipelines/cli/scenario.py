"""``kompas scenario``: who would fall under another law, by the registers of now."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Literal

import typer

from pipelines.cli.options import DataOption

DAY = ["%Y-%m-%d"]
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the texts.")]
From = Annotated[
    datetime | None,
    typer.Option(
        "--from", metavar="DATE", formats=DAY, help="From which day the rule holds.", show_default="see the scenario"
    ),
]
Percent = Annotated[float | None, typer.Option(help="By how many percent amounts go up.")]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas scenario``."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help="Say who would fall under another law.",
        help="Policy scenarios: overlays on the dated parameters of the law, never edits. Which employers, workers and "
        "amounts would fall under, by the registers of now, and what it does to the plan. What people would do "
        "otherwise is not predicted.",
    )
    group.command("list", short_help="List the scenarios.")(list_scenarios)
    group.command("minimum-wage", short_help="The minimum wage some percent higher.")(minimum_wage)
    group.command("fines", short_help="The norms of fines some percent higher.")(fines)
    group.command("relending-ban", short_help="Lending on hired workers is forbidden.")(relending_ban)
    group.command("wtta-admission", short_help="Only admitted lenders may lend.")(wtta_admission)
    app.add_typer(group, name="scenario")


def list_scenarios(language: Language = "en") -> None:
    """List the scenarios, what each changes, and where it comes from."""
    from pipelines.what_if.listing import scenario_list

    for line in scenario_list(language):
        typer.echo(line)


def minimum_wage(
    percent: Percent = None, starts: From = None, data: DataOption = None, language: Language = "en"
) -> None:
    """Raise the minimum wage, and say whose declared pay would lie below it, and by how much."""
    _run("minimum-wage", percent, starts, data, language)


def fines(percent: Percent = None, starts: From = None, data: DataOption = None, language: Language = "en") -> None:
    """Raise the norms of fines: the last known amounts, by a percentage."""
    _run("fines", percent, starts, data, language)


def relending_ban(starts: From = None, data: DataOption = None, language: Language = "en") -> None:
    """Forbid re-lending, and say who is seen to lend on hired workers."""
    _run("relending-ban", None, starts, data, language)


def wtta_admission(starts: From = None, data: DataOption = None, language: Language = "en") -> None:
    """Ask for admission of lenders, and say which lenders have none, and who hires from them."""
    _run("wtta-admission", None, starts, data, language)


def _run(name: str, percent: float | None, starts: datetime | None, data: DataOption, language: Language) -> None:
    from data_contracts.settings import load_settings
    from pipelines.steps.context import StepContext
    from pipelines.what_if.run import log_reading, run_scenario
    from pipelines.what_if.showing import scenario_lines

    day: date | None = starts.date() if starts else None
    context = StepContext.of(load_settings(data_dir=data), partial(typer.echo, err=True))
    argument = {"name": name, "percent": percent, "from": day.isoformat() if day else None}
    given = {key: value for key, value in argument.items() if value is not None}
    for line in scenario_lines(log_reading(context, run_scenario(context, given)), language):
        typer.echo(line)
