"""``kompas models``: which models there are, how they compare, and which one is in use by whose decision."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.cli.options import DataOption

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings

SHORT_HELP = "List, compare, activate, roll back and suspend models."
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the gates' sentences.")]
Model = Annotated[
    str, typer.Argument(metavar="MODEL", help="<law>@<snapshot id>, or a law for its newest model.", show_default=False)
]
Chosen = Annotated[
    list[str],
    typer.Argument(metavar="MODEL...", help="<law>@<snapshot id>, or a law for its newest model.", show_default=False),
]
One = Annotated[
    str | None,
    typer.Argument(metavar="A", help="A models snapshot, or a model of it.", show_default="the models in use"),
]
Other = Annotated[
    str | None,
    typer.Argument(metavar="B", help="Another one.", show_default="the candidates that were scored last"),
]
Law = Annotated[str, typer.Argument(metavar="LAW", help="WML, Wav or Waadi.", show_default=False)]
Laws = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LAW...]", help="WML, Wav or Waadi.", show_default="all"),
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="The person who answers for it.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why; it is recorded.", show_default=False)]
Format = Annotated[Literal["table", "json"], typer.Option("--format", help="How to write it.")]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas models``."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help=SHORT_HELP,
        help="Models: one a law in each models snapshot. Only a model that a named person put in use scores.",
    )
    group.command("list", short_help="List all models, and which are in use.")(list_models)
    group.command("show", short_help="Say all about one model, its gates too.")(show)
    group.command("compare", short_help="Hold two models' scores side by side.")(compare)
    group.command("activate", short_help="Put models in use that pass their gates.")(activate)
    group.command("rollback", short_help="Go back to the model before.")(rollback)
    group.command("suspend", short_help="Return everyone to rules and lot, at once.")(suspend)
    group.command("resume", short_help="End a suspension.")(resume)
    app.add_typer(group, name="models")


def list_models(data: DataOption = None) -> None:
    """List all models, the newest first: what each learnt from, what its gates say, and which are in use."""
    from pipelines.registry.listing import list_lines

    for line in list_lines(_settings(data)):
        typer.echo(line)


def show(model: Model, data: DataOption = None, language: Language = "en") -> None:
    """Say what a model learnt from, what each gate says of it, and who put it in use, when and why."""
    from data_contracts.snapshots import SnapshotFolder
    from pipelines.registry.listing import show_lines
    from pipelines.registry.models import find_model

    settings = _settings(data)
    for line in show_lines(settings, find_model(SnapshotFolder(settings.snapshots_dir), model), language):
        typer.echo(line)


def compare(one: One = None, other: Other = None, data: DataOption = None, output: Format = "table") -> None:
    """Hold the scores of two models snapshots side by side, law by law, for analysts; no plan and no screen reads it.

    How alike the order is, how much of the plan's cut is the same, which groups of employers move most (numbers below
    five are not shown), and calibration and backtest of both. Candidates are scored by `kompas score --candidate`.
    """
    from pipelines.registry.comparing import compare_models
    from pipelines.registry.comparison_lines import as_json, comparison_lines

    found = compare_models(_settings(data), one, other)
    for line in comparison_lines(found) if output == "table" else [as_json(found)]:
        typer.echo(line)


def activate(models: Chosen, by: By, reason: Reason, data: DataOption = None, language: Language = "en") -> None:
    """Put models in use that pass their gates; who answers for it, why, and what the gates said are recorded.

    A gate that fails, or that cannot be estimated, keeps a model out, whoever asks. Exit code 1 when one is kept out.
    """
    from data_contracts.snapshots import SnapshotFolder
    from pipelines.lock import only_run
    from pipelines.registry import activating
    from pipelines.registry.listing import event_line, gate_lines
    from pipelines.registry.models import find_model

    settings = _settings(data)
    kept_out = False
    with only_run(settings.data_dir):
        chosen = [find_model(SnapshotFolder(settings.snapshots_dir), name) for name in models]
        for model in chosen:
            done = activating.activate(settings, model, by, reason)
            kept_out |= done.kept_out
            typer.echo(model.model_id)
            for line in gate_lines(done.results, language):
                typer.echo(f"  {line}")
            said = "NOT put in use." if done.kept_out else "It is in use already."
            typer.echo(event_line(done.event) if done.event else said)
    if kept_out:
        raise typer.Exit(1)
    typer.echo("What to do: run `kompas score` and `kompas plan`, which go by the models in use.")


def rollback(law: Law, by: By, reason: Reason, data: DataOption = None) -> None:
    """Go back to the model of a law that was in use before; when there was none, the law has no model any more."""
    from pipelines.lock import only_run
    from pipelines.registry.activating import roll_back
    from pipelines.registry.listing import event_line

    settings = _settings(data)
    with only_run(settings.data_dir):
        typer.echo(event_line(roll_back(settings, law, by, reason)))
    typer.echo("What to do: run `kompas score` and `kompas plan`, which go by the models in use.")


def suspend(by: By, reason: Reason, laws: Laws = None, data: DataOption = None) -> None:
    """Take the models of a law, or of all, out of use at once; scores and plan are then made again by rules and lot.

    The suspension is recorded first, also while a run is at work, and from that moment no screen shows what a suspended
    model estimated. When the new plan cannot be made the suspension stands; typing the same again tries once more.
    What people decided about the plan stays with that plan, and the random arm stays as it was drawn. Exit code 1 when
    there is no new plan.
    """
    from pipelines.registry.listing import event_line, suspension_lines
    from pipelines.registry.models import suspended_events
    from pipelines.registry.replanning import by_rules_and_lot
    from pipelines.registry.switching import suspend as record

    settings = _settings(data)
    for event in record(settings, laws or (), by, reason):
        typer.echo(event_line(event))
    for line in suspension_lines(suspended_events(settings)):
        typer.echo(line)
    done = by_rules_and_lot(settings)
    for line in done.lines:
        typer.echo(line)
    if not done.made:
        raise typer.Exit(1)


def resume(by: By, reason: Reason, laws: Laws = None, data: DataOption = None) -> None:
    """End the suspension of a law, or of all: the model that was in use is in use again, if it can still be used.

    Scores and plan stay by rules until they are made again.
    """
    from pipelines.lock import only_run
    from pipelines.registry.listing import event_line
    from pipelines.registry.switching import resume as record

    settings = _settings(data)
    with only_run(settings.data_dir):
        for done in record(settings, laws or (), by, reason):
            typer.echo(event_line(done.event))
            if done.why_not:
                typer.echo(f"  Its model cannot be used any more: {done.why_not} Activate another one.")
    typer.echo("What to do: run `kompas score` and `kompas plan`, which go by the models in use.")


def _settings(data: Path | None) -> "KompasSettings":
    from data_contracts.settings import load_settings

    return load_settings(data_dir=data)
