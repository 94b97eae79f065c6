"""``kompas audit``: whether the audit log is what was recorded, what stands in it, and forgetting whom it is about."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.cli.options import DataOption

if TYPE_CHECKING:
    from pathlib import Path

    from data_contracts.settings import KompasSettings

Head = Annotated[
    str | None,
    typer.Option("--head", metavar="HASH", help="A last hash of an earlier check, kept elsewhere.", show_default=False),
]
Actions = Annotated[
    list[str] | None,
    typer.Option("--action", metavar="WORD", help="Only this action; can be given more often.", show_default=False),
]
Actor = Annotated[
    str | None, typer.Option("--actor", metavar="NAME", help="Only what this one did.", show_default=False)
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="MOMENT", help="Only from this day or moment on (UTC).", show_default=False),
]
AboutEmployer = Annotated[
    str | None,
    typer.Option("--employer", metavar="EMPLOYER", help="Only what is about this employer.", show_default=False),
]
Format = Annotated[Literal["table", "json"], typer.Option("--format", help="How to write it.")]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas audit``."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help="Check and list the audit log.",
        help="The audit log: who did what to which subject. Each line is chained to the one before it by its hash.",
    )
    group.command("verify", short_help="Say whether the log is what was recorded.")(verify)
    group.command("list", short_help="List lines of the log; this is logged.")(list_lines)
    group.command("forget", short_help="Forget whom lines are about, by lawful request.")(forget)
    group.command("forget-names", short_help="Erase names and remarks that people typed.")(forget_names)
    app.add_typer(group, name="audit")


def verify(head: Head = None, data: DataOption = None) -> None:
    """Say whether the log, and each row that stands beside a line of it, is what was recorded.

    A changed, removed, reordered or inserted line is found, and so are lines that were removed at the end. Whoever may
    write to the whole database can make the log anew from some line on: keep the last hash elsewhere, and give it
    with --head. Exit code 1 when anything is wrong.
    """
    from pipelines.auditing.verifying import verify_store

    found = verify_store(_settings(data), head)
    for line in found.lines:
        typer.echo(line)
    if found.wrong:
        raise typer.Exit(1)


def list_lines(
    action: Actions = None,
    actor: Actor = None,
    since: Since = None,
    employer: AboutEmployer = None,
    limit: Annotated[int, typer.Option(min=1, help="How many lines at most, the newest.")] = 50,
    output: Format = "table",
    data: DataOption = None,
) -> None:
    """List lines of the log, the oldest first. That you looked, and for what, becomes a line itself."""
    from pipelines.auditing.listing import Question, listed

    question = Question(tuple(action or ()), actor, since, employer, limit)
    for line in listed(_settings(data), question, output):
        typer.echo(line)


def forget(
    employer: Annotated[str, typer.Argument(metavar="EMPLOYER", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Why; it is recorded.", show_default=False)],
    data: DataOption = None,
) -> None:
    """Forget for good whom the lines about an employer are about; the lines stay, and with them the chain.

    What was decided and told about it loses the employer too, with names, remarks and findings. For a lawful request
    only, when the plans with it are over and its cases delivered: afterwards nobody can tell what was about it.
    """
    from datetime import date

    from pipelines.auditing.forgetting import forget_employer

    typer.echo(forget_employer(_settings(data), employer, reason, date.today()))


def forget_names(
    before: Annotated[str, typer.Option("--before", metavar="DATE", help="Only what was recorded before this day.")],
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Why; it is recorded.", show_default=False)],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Only where this person is named.", show_default="all")
    ] = None,
    data: DataOption = None,
) -> None:
    """Erase the names and remarks that people typed in decisions and outcomes; all else of them stays.

    For when they may no longer be kept, or a lawful request. Plans that are not over keep theirs. The log keeps that it
    was done and why, its chain holds, and `kompas audit verify` still finds a changed row. It cannot be undone.
    """
    from datetime import date

    from pipelines.auditing.forgetting import forget_names as erase

    try:
        day = date.fromisoformat(before)
    except ValueError as error:
        raise typer.BadParameter("Give it as YYYY-MM-DD.", param_hint="--before") from error
    typer.echo(erase(_settings(data), day, reason, name, date.today()))


def _settings(data: "Path | None") -> "KompasSettings":
    from data_contracts.settings import load_settings

    return load_settings(data_dir=data)
