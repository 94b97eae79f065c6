"""``kompas retention``: what may no longer be kept, and erasing it."""

from datetime import date, datetime
from typing import Annotated

import typer

from pipelines.cli.options import DataOption

On = Annotated[
    datetime | None,
    typer.Option("--on", metavar="DATE", formats=["%Y-%m-%d"], help="As of which day.", show_default="today"),
]
Apply = Annotated[bool, typer.Option("--apply", help="Erase it; without this it is only shown.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("retention", short_help="Show or erase what may no longer be kept.")(retention)


def retention(data: DataOption = None, on: On = None, apply: Apply = False) -> None:
    """Show what may no longer be kept by the contracts of the registers; with --apply, erase it.

    Rows go whose valid time ended longer ago than the contract of their table allows, with all their corrections, from
    every snapshot and from quarantine; each manifest keeps a tombstone, and the audit log says who did it and how many.
    """
    from data_contracts.errors import KompasError
    from data_contracts.settings import load_settings
    from pipelines.counting import counted
    from pipelines.lock import only_run
    from pipelines.retention import run
    from pipelines.retention.words import retention_lines

    settings = load_settings(data_dir=data)
    day = on.date() if on else date.today()
    if apply and day > date.today():
        raise KompasError(
            "Nothing is erased before its time.", f"--on {day}", "Give no day after today, or leave out --apply."
        )
    with only_run(settings.data_dir):
        if apply and (files := run.finish_broken_off(settings)):
            typer.echo(f"An erasure that was broken off is now finished ({counted(files, 'file')}).")
        findings = run.apply(settings, day) if apply else run.show(settings, day)
    for line in retention_lines(findings, day, applied=apply):
        typer.echo(line)
