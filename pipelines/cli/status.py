"""``kompas status``: which snapshots there are, of what, from when."""

import typer

from pipelines.cli.options import DataOption


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("status", short_help="Say which snapshots there are, from when.")(status)


def status(data: DataOption = None) -> None:
    """Say which snapshots there are, of what, from when, and what each was made from."""
    from rich.console import Console

    from data_contracts.settings import load_settings
    from pipelines.status import print_status

    print_status(load_settings(data_dir=data), Console())
