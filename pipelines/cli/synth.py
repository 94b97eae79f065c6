"""``kompas synth``: make the synthetic Netherlands, or report how near it comes to what is publicly known."""

from pathlib import Path

import typer

from pipelines.cli.options import DataOption
from pipelines.cli.steps import Employers, Months, do_steps

SHORT_HELP = "Make synthetic registers to try things out on."


def register(app: typer.Typer) -> None:
    """Add ``kompas synth``, which makes registers when no verb below it is named, and ``kompas synth report``."""
    group = typer.Typer(invoke_without_command=True, rich_markup_mode=None, short_help=SHORT_HELP)
    group.callback()(synth)
    group.command("report", short_help="Compare them with public figures.")(report)
    app.add_typer(group, name="synth")


def synth(context: typer.Context, data: DataOption = None, employers: Employers = None, months: Months = None) -> None:
    """Make synthetic registers to try things out on. Real registers are left alone."""
    if context.invoked_subcommand is None:
        do_steps(["synth"], data, synth_settings={"employers": employers, "months": months})


def report(context: typer.Context, data: DataOption = None) -> None:
    """Put each public figure that the synthetic registers should come near to beside what they reach.

    Of each: the target, what was reached, the rows it is about, whether that is within the tolerance, how certain the
    target is, and its source.
    """
    from data_contracts.settings import load_settings
    from pipelines.synthetic.report import report_lines

    settings = load_settings(data_dir=data or _given_before(context))
    for line in report_lines(settings.register_dir, threads=settings.threads, memory_limit=settings.memory_limit):
        typer.echo(line)


def _given_before(context: typer.Context) -> Path | None:
    """Return the folder when it was given before the word ``report``."""
    folder: Path | None = context.parent.params["data"] if context.parent else None
    return folder
