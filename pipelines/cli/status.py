"""``kompas status``: which snapshots there are, of what, from when."""

import typer

from pipelines.cli.options import DataOption


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("status", short_help="Say which snapshots there are, from when.")(status)


def status(data: DataOption = None) -> None:
    """Say which snapshots there are: of each its kind, when it was made, as-of date, rows, REAL or SYNTHETIC, and id.

    The current one of each kind, which the next step and the dashboard read, is marked, and below it stands what it was
    made from. After them come folders that cannot be read, and the kinds that are still to be made.
    """
    from data_contracts.settings import load_settings
    from pipelines.status import status_lines

    for line in status_lines(load_settings(data_dir=data)):
        typer.echo(line)
