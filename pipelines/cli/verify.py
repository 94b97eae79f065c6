"""``kompas verify``: is everything still what was published."""

import typer

from pipelines.cli.options import DataOption


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("verify", short_help="Check all snapshots against their manifests.")(verify)


def verify(data: DataOption = None) -> None:
    """Read every file of every snapshot again and compare it with its manifest, and follow the audit log's chain.

    Of each snapshot one line: intact, what was lawfully erased and when, damaged and in which files, or unreadable.
    Exit code 1 when anything is wrong.
    """
    from data_contracts.settings import load_settings
    from pipelines.verify import run

    found = run.verify(load_settings(data_dir=data))
    for line in found.lines:
        typer.echo(line)
    if found.damaged:
        raise typer.Exit(1)
