"""``kompas synth``: make the synthetic Netherlands, or report how near it comes to what is publicly known."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import DataOption
from pipelines.cli.steps import Employers, Months, do_steps

SHORT_HELP = "Make synthetic registers to try things out on."


def register(app: typer.Typer) -> None:
    """Add ``kompas synth``, which makes registers when no verb below it is named, ``report`` and ``loop``."""
    group = typer.Typer(invoke_without_command=True, rich_markup_mode=None, short_help=SHORT_HELP)
    group.callback()(synth)
    group.command("report", short_help="Compare them with public figures.")(report)
    group.command("loop", short_help="Let policies choose and learn for ten years.")(loop)
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


def loop(
    context: typer.Context,
    data: DataOption = None,
    employers: Annotated[
        int | None, typer.Option(min=2_000, max=450_000, help="Size of each world.", show_default="40000")
    ] = None,
    worlds: Annotated[int | None, typer.Option(min=1, max=40, help="Number of worlds.", show_default="3")] = None,
) -> None:
    """Let four policies target, inspect and learn for ten years, with more or fewer visits by lot.

    Writes what each found, missed and believed, beside what is really so: a table and a picture in loop/ of the folder.
    """
    import tempfile

    from data_contracts.settings import load_settings
    from pipelines.synthetic.loop.report import write_loop
    from pipelines.synthetic.loop.rules import loop_rules
    from pipelines.synthetic.loop.simulate import loop_table

    settings, rules = load_settings(data_dir=data or _given_before(context)), loop_rules()
    seeds = tuple(range(1, worlds + 1)) if worlds else rules.seeds
    rules = rules.of_size(employers or rules.employers, rules.years, seeds)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".loop-", dir=settings.data_dir) as work:
        rows = loop_table(Path(work), rules, typer.echo)
    for path in write_loop(rows, rules, settings.data_dir / "loop"):
        typer.echo(f"wrote {path}")


def _given_before(context: typer.Context) -> Path | None:
    """Return the folder when it was given before the word ``report``."""
    folder: Path | None = context.parent.params["data"] if context.parent else None
    return folder
