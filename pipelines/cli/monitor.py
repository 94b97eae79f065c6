"""``kompas monitor``: do the models in use still do what they did when they were tested."""

from typing import Annotated, Literal

import typer

from pipelines.cli.options import DataOption

Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the sentences.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("monitor", short_help="Watch the models in use, and say when to stop.")(monitor)


def monitor(data: DataOption = None, language: Language = "en") -> None:
    """Watch the models in use: drift, whether chances come true, what visits find beside what the backtest promised.

    By the stop rule that was set beforehand it says whether to suspend a model, and why. It suspends nothing itself: a
    person decides, and the command to do so is printed. Exit code 1 when the rule says stop.
    """
    from data_contracts.settings import load_settings
    from pipelines.cli.steps import do_steps
    from pipelines.monitoring.showing import monitoring_lines, stops

    do_steps(["monitoring"], data)
    settings = load_settings(data_dir=data)
    for line in monitoring_lines(settings, language):
        typer.echo(line)
    if stops(settings):
        raise typer.Exit(1)
