"""``kompas fairness``: on whom the selection falls, who is put at a disadvantage where, and what a repair would do."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.cli.options import DataOption

Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the sentences.")]
Dimension = Annotated[str, typer.Option(help="What is repaired: sector, size_class, region, ..., or an audit trait.")]
How = Annotated[
    Literal["thresholds", "reweighing", "limits"],
    typer.Option(help="A threshold for each group, reweighted learning, or upper limits in the plan."),
]
Law = Annotated[
    str, typer.Option(help="Of which law the list is repaired; limits are of the plan.", show_default="no law")
]
Candidates = Annotated[
    bool, typer.Option("--candidates", help="Audit the newest models, also where others are in use: before they are.")
]
Shares = Annotated[
    Path, typer.Option(help="CSV file with cell,share_in_group: a share between 0 and 1 for each group.")
]
By = Annotated[str, typer.Option(help="The open dimension whose groups are the cells: region, sector, ...")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command, with the verbs below it."""
    group = typer.Typer(
        invoke_without_command=True,
        rich_markup_mode=None,
        short_help="Audit on whom the selection falls, step by step.",
    )
    group.callback()(fairness)
    group.command("mitigate", short_help="Say what a repair would mend, break and cost.")(mitigate)
    group.command("objectives", short_help="Say on whom each objective of the plan falls.")(objectives)
    group.command("bounds", short_help="Say what tables tell of a trait that is not held.")(bounds)
    app.add_typer(group, name="fairness")


def fairness(
    context: typer.Context, data: DataOption = None, candidates: Candidates = False, language: Language = "en"
) -> None:
    """Audit the selection by group, from register to objection, and print who is accused at which step.

    It alone opens the store of traits, which the audit log records; without it the audit runs on what everybody may
    see. Nothing of one employer is published. It says what it cannot estimate, and how many random visits it would
    take.
    """
    if context.invoked_subcommand is not None:
        return
    from data_contracts.settings import load_settings
    from pipelines.cli.steps import do_steps
    from pipelines.fairness.showing import fairness_lines

    do_steps(["fairness"], data, given={"fairness": {"candidates": "yes"} if candidates else {}})
    for line in fairness_lines(load_settings(data_dir=data), language):
        typer.echo(line)


def mitigate(
    dimension: Dimension, how: How = "thresholds", law: Law = "", data: DataOption = None, language: Language = "en"
) -> None:
    """Compute a repair of one dimension at several strengths, and audit all groups again after each.

    Nothing is changed by it. A repair of an audit trait is computed to be seen only: a trait may steer no selection.
    """
    from data_contracts.settings import load_settings
    from pipelines.cli.steps import do_steps
    from pipelines.fairness.repair.showing import mitigation_lines

    do_steps(["mitigation"], data, given={"mitigation": {"dimension": dimension, "how": how, "law": law}})
    for line in mitigation_lines(load_settings(data_dir=data), language):
        typer.echo(line)


def objectives(data: DataOption = None, language: Language = "en") -> None:
    """Plan under hits, workers, euros and severity with the same hours, and audit whom each looks at.

    The plan in use stays.
    """
    from data_contracts.settings import load_settings
    from pipelines.cli.steps import do_steps
    from pipelines.fairness.repair.showing import objective_lines

    do_steps(["objectives"], data)
    for line in objective_lines(load_settings(data_dir=data), language):
        typer.echo(line)


def bounds(shares: Shares, by: By = "region", data: DataOption = None, language: Language = "en") -> None:
    """Bound how often a group is visited by choice, and how often for nothing, from its share by region or sector.

    No trait of any employer is needed. The bounds hold whatever happened inside the cells.
    """
    from data_contracts.settings import load_settings
    from pipelines.cli.steps import do_steps
    from pipelines.fairness.repair.showing import bound_lines

    do_steps(["bounds"], data, given={"bounds": {"shares": str(shares), "by": by}})
    for line in bound_lines(load_settings(data_dir=data), language):
        typer.echo(line)
