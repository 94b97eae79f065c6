"""``kompas rights``: what is held on somebody, taking it along, erasing it, and requests to correct it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import DataOption

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings
    from pipelines.rights.subject import Subject

Employer = Annotated[str, typer.Argument(metavar="[EMPLOYER]", help="An employer's number.", show_default=False)]
Worker = Annotated[
    str, typer.Option("--worker", metavar="PSEUDONYM", help="A worker's pseudonym instead.", show_default=False)
]
Citizen = Annotated[
    bool,
    typer.Option(
        "--citizen-number",
        help="Ask for a citizen's number (BSN) instead, or read it from standard input; it is kept nowhere.",
    ),
]
Purpose = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="What it is for; this is logged.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas rights``."""
    from pipelines.cli import rights_correct, rights_erase

    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help="Find, export, erase or correct what is held on somebody.",
        help="The rights of an employer or a worker over what is held on them. docs/rights.md says what holds.",
    )
    group.command("find", short_help="List where something is held.")(find)
    group.command("export", short_help="Write what is held and may be given.")(export)
    rights_erase.register(group)
    rights_correct.register(group)
    app.add_typer(group, name="rights")


def find(
    purpose: Purpose, employer: Employer = "", worker: Worker = "", citizen: Citizen = False, data: DataOption = None
) -> None:
    """List every place that was searched and how many rows it holds. For who handles a request; it is logged."""
    from datetime import date

    from pipelines.rights.answering import FOUND, answer

    settings = settings_of(data)
    found = answer(settings, subject_of(settings, employer, worker, citizen=citizen), purpose, FOUND, date.today())
    for holding in found.holdings:
        where = f"  in {', '.join(holding.snapshots)}" if holding.count and holding.snapshots else ""
        people = f" (about {holding.people} people)" if holding.people else ""
        typer.echo(f"{holding.count:>8}  {holding.place}{people}{where}")


def export(
    purpose: Purpose,
    out: Out,
    employer: Employer = "",
    worker: Worker = "",
    citizen: Citizen = False,
    data: DataOption = None,
) -> None:
    """Write JSON, CSV and a page in both languages with all that is held and may be given; it is logged.

    Other people's data are left out, and of plans that run nothing is given to anybody.
    """
    from datetime import date

    from pipelines.rights.answering import EXPORTED, answer
    from pipelines.rights.exporting import write_export

    settings = settings_of(data)
    found = answer(settings, subject_of(settings, employer, worker, citizen=citizen), purpose, EXPORTED, date.today())
    for path in write_export(found, out):
        typer.echo(str(path))


def subject_of(settings: "KompasSettings", employer: str, worker: str, *, citizen: bool) -> "Subject":
    """Return whom a request is about.

    Raises:
        typer.BadParameter: Not exactly one of the three is given.
        KompasError: It cannot be read as such.
    """
    from getpass import getpass
    from sys import stdin

    from pipelines.rights import subject

    if [bool(employer), bool(worker), citizen].count(True) != 1:
        raise typer.BadParameter("Give one of: EMPLOYER, --worker, --citizen-number.")
    if citizen:
        number = getpass("Citizen's number (not shown, not kept): ") if stdin.isatty() else stdin.readline()
        return subject.citizen(settings, number)
    return subject.employer(employer) if employer else subject.pseudonym(worker)


def settings_of(data: Path | None) -> "KompasSettings":
    """Return the run's settings."""
    from data_contracts.settings import load_settings

    return load_settings(data_dir=data)
