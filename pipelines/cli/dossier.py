"""``kompas dossier``: why an employer was, or was not, chosen under a plan, made again and compared."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.cli.options import DataOption

Employer = Annotated[str, typer.Argument(metavar="EMPLOYER", help="The employer's number (employer_id).")]
Plan = Annotated[str, typer.Option("--plan", metavar="ID", help="The plan.", show_default=False)]
Purpose = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="What it is opened for; this is logged.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write the text in both languages and JSON here.", show_default=False),
]
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the text.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("dossier", short_help="Replay why an employer was chosen.")(dossier)


def dossier(
    employer: Employer,
    plan: Plan,
    purpose: Purpose,
    out: Out = None,
    language: Language = "nl",
    data: DataOption = None,
) -> None:
    """Make features, scores and plan again from what is recorded, and say whether they are identical.

    It reads the manifests of the plan and of all that it was made from, checks every file against them, makes it again
    in a folder of its own and compares row by row. Whether lot chose the employer is told only once its case is
    closed. Every use is written to the audit log. Exit code 1 when something differs or could not be made again.
    """
    from rich.console import Console

    from data_contracts.settings import load_settings
    from pipelines.dossier.lines import replay_lines
    from pipelines.dossier.replay import replay
    from pipelines.dossier.writing import write_replay

    with Console(stderr=True).status("dossier …") as status:
        made = replay(load_settings(data_dir=data), employer, plan, purpose, status.update)
    for line in replay_lines(made, language):
        typer.echo(line)
    for path in write_replay(made, out) if out else ():
        typer.echo(str(path), err=True)
    if not made.identical:
        raise typer.Exit(1)
