"""``kompas statute``: the law as data: what changes when, what holds on a date, and what is not known."""

from datetime import date, datetime
from typing import Annotated, Literal

import typer

SHORT_HELP = "Say what the law is, and when it changes."
DAY = ["%Y-%m-%d"]
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the texts.")]
On = Annotated[
    datetime | None, typer.Option("--on", metavar="DATE", formats=DAY, help="On which day.", show_default="today")
]
From = Annotated[
    datetime | None, typer.Option("--from", metavar="DATE", formats=DAY, help="From which day.", show_default="today")
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", metavar="DATE", formats=DAY, help="Until which day.", show_default="all that is known"),
]
Format = Annotated[Literal["table", "json", "csv"], typer.Option("--format", help="How to write it.")]
ParameterName = Annotated[
    str | None, typer.Argument(metavar="PARAMETER", help="Its id; without one all are listed.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas statute``."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help=SHORT_HELP,
        help="The law as data: dated parameters with their article, source and certainty, and the calendar of changes.",
    )
    group.command("calendar", short_help="List what changes when, and what it touches.")(calendar)
    group.command("show", short_help="Say what a parameter is on a date.")(show)
    group.command("gaps", short_help="List what is not known or not checked.")(gaps)
    app.add_typer(group, name="statute")


def calendar(first: From = None, until: Until = None, language: Language = "en", output: Format = "table") -> None:
    """List what changes in the law and when, which checks and features each change touches, and what to do.

    What is known to change to something that was not found, or on a day that was not, is marked.
    """
    from data_contracts.errors import KompasError
    from pipelines.statute import calendar as written

    start, end = _day(first), until.date() if until else None
    if end is not None and end < start:
        raise KompasError(
            "The last day lies before the first.", f"--from {start} --until {end}", "Give a later --until."
        )
    lines = written.calendar_lines(start, end)
    if output == "table":
        written.print_table(lines, start, end, language)
    else:
        typer.echo(written.as_json(lines, language) if output == "json" else written.as_csv(lines, language))


def show(parameter: ParameterName = None, on: On = None, language: Language = "en") -> None:
    """Say what a parameter is on a date, with article, source and certainty, and which checks read it."""
    from pipelines.statute.parameters import list_lines, show_lines

    lines = list_lines(language) if parameter is None else show_lines(parameter, _day(on), language)
    for line in lines:
        typer.echo(line)


def gaps(on: On = None, language: Language = "en") -> None:
    """List every parameter that on a date is not known, or was not checked at an official source."""
    from pipelines.statute.parameters import gap_lines

    for line in gap_lines(_day(on), language):
        typer.echo(line)


def _day(given: datetime | None) -> date:
    return given.date() if given else date.today()
