"""``kompas routes``: day routes for the visits of a plan, and a team's week."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from pipelines.cli.options import DataOption

Plan = Annotated[str, typer.Option("--plan", metavar="ID", help="The plan.", show_default="the one in use")]
Team = Annotated[
    str | None, typer.Option("--team", metavar="NAME", help="Whose week to show.", show_default="the first team")
]
Week = Annotated[
    datetime | None,
    typer.Option(
        "--week", metavar="DATE", formats=["%Y-%m-%d"], help="A day of the week.", show_default="the team's first week"
    ),
]
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the texts.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("routes", short_help="Make day routes for the plan's visits.")(routes)


def routes(
    plan: Plan = "", team: Team = None, week: Week = None, language: Language = "nl", data: DataOption = None
) -> None:
    """Spread the plan's visits over the weeks and days of each team, and say in which order a crew makes them.

    Distances are great circles between municipalities times a factor: what is assumed stands below the table. A site
    that may no longer exist is on no route until it is confirmed. What people dropped or deferred is respected. That
    you read the week is written to the audit log.
    """
    from data_contracts.settings import load_settings
    from data_contracts.snapshots import SnapshotFolder
    from pipelines.cli.steps import do_steps
    from pipelines.routing.reading import log_reading
    from pipelines.routing.week_table import chosen_week, week_lines

    do_steps(["routes"], data, given={"routes": {"plan": plan}})
    settings = load_settings(data_dir=data)
    chosen = chosen_week(SnapshotFolder(settings.snapshots_dir).latest("routes"), team, week.date() if week else None)
    log_reading(settings, chosen)
    for line in week_lines(chosen, language):
        typer.echo(line)
