"""``kompas rights erase``: erase what is held on somebody, or say what would be erased and what is in the way."""

from typing import Annotated

import typer

from pipelines.cli.options import DataOption
from pipelines.cli.rights import Citizen, Employer, Purpose, Worker, settings_of, subject_of

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who grants it, by name.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why; it is recorded.", show_default=False)]
Apply = Annotated[bool, typer.Option("--apply", help="Erase it; without this it is only shown.")]


def register(group: typer.Typer) -> None:
    """Add the verb below ``kompas rights``."""
    group.command("erase", short_help="Erase what is held on somebody.")(erase)


def erase(
    purpose: Purpose,
    by: By,
    reason: Reason,
    employer: Employer = "",
    worker: Worker = "",
    citizen: Citizen = False,
    apply: Apply = False,
    data: DataOption = None,
) -> None:
    """Show what would be erased; with --apply, erase it from every snapshot, quarantine and the store.

    Manifests keep tombstones, the audit log's chain holds, and `kompas verify` says *lawfully erased*. While a legal
    duty to keep holds it is refused, and the refusal is recorded. It cannot be undone, and a later drop of a register
    brings back what the register still has: have it erased there too.
    """
    from datetime import date

    from pipelines.lock import only_run
    from pipelines.retention.run import finish_broken_off
    from pipelines.rights.duties import duties
    from pipelines.rights.erasing import erase as erase_subject

    settings = settings_of(data)
    subject = subject_of(settings, employer, worker, citizen=citizen)
    with only_run(settings.data_dir):
        if apply:
            finish_broken_off(settings)
        done = erase_subject(settings, subject, by, reason, purpose, date.today(), apply=apply)
    typer.echo("Erased, and tombstones left:" if apply else "Nothing was erased yet. With --apply these rows would go:")
    for place, rows in sorted(done.rows.items()):
        typer.echo(f"{rows:>8}  {place}")
    if done.kept:
        typer.echo(f"Kept, since its rows are about others too: {', '.join(dict.fromkeys(done.kept))}.")
    for name in done.held:
        typer.echo(f"In the way: {duties()[name]['en']} (To be confirmed: {duties()[name]['to_confirm']}.)")
    typer.echo("Drops in the register folder and backups are not touched: have it erased there too.")
