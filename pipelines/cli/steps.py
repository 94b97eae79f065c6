"""The verbs that make snapshots, and ``run``, which does them all."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsOfOption, DataOption

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings

Employers = Annotated[int | None, typer.Option(help="Number of employers.", show_default="synth.employers")]
Months = Annotated[int | None, typer.Option(help="Number of months.", show_default="synth.months")]
ActivateBy = Annotated[
    str | None,
    typer.Option(
        "--activate-by",
        metavar="NAME",
        help="Put the newest models that pass their gates in use; this person answers for them.",
        show_default="nobody; the models in use stay",
    ),
]
Reason = Annotated[
    str | None, typer.Option("--reason", metavar="WHY", help="Why they are put in use.", show_default="first run")
]
Candidate = Annotated[
    bool, typer.Option("--candidate", help="Score with models that are not in use, beside the scores that count.")
]
Models = Annotated[
    str | None,
    typer.Option(
        "--models", metavar="SNAPSHOT", help="With --candidate: which models snapshot.", show_default="the newest"
    ),
]
Objective = Annotated[
    str | None,
    typer.Option(
        help="What the plan is to yield most of: hits, workers, underpaid, severity or mix.",
        show_default="what a person chose for the plan in use, or plan.objective",
    ),
]
Mix = Annotated[
    list[str] | None, typer.Option("--mix", metavar="OBJECTIVE=WEIGHT", help="A weight of the mix; repeat it.")
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who chooses the objective.")]
Why = Annotated[str | None, typer.Option("--reason", metavar="WHY", help="Why it is chosen.")]
LeaveWork = Annotated[
    bool,
    typer.Option("--leave-work", help="What was decided about the plan in use stays with it and does not carry over."),
]


def register(app: typer.Typer) -> None:
    """Add the verbs to the command, in the order of the work."""
    for verb, short in SHORT_HELP.items():
        app.command(verb.__name__, short_help=short)(verb)


def ingest(data: DataOption = None) -> None:
    """Check the delivered registers against their contracts and load them; bad rows go to quarantine."""
    do_steps(["ingest"], data)


def features(data: DataOption = None, as_of: AsOfOption = None) -> None:
    """Build the features of every employer, and the facts, as known on the as-of date."""
    do_steps(["features"], data, as_of=as_of)


def train(data: DataOption = None) -> None:
    """Train and calibrate one model a law."""
    do_steps(["train"], data)


def backtest(data: DataOption = None) -> None:
    """Test the ranking on later cases, beside a plain heuristic, logistic regression and random."""
    do_steps(["backtest"], data)


def score(data: DataOption = None, candidate: Candidate = False, models: Models = None) -> None:
    """Score every employer for every law: with the model in use and its reasons, or else by rules without a model.

    With --candidate other models score, into a snapshot of their own that no plan and no screen reads; `kompas models
    compare` holds it beside the scores of the models in use.
    """
    if models is not None and not candidate:
        raise typer.BadParameter("Only candidates are chosen by snapshot; add --candidate.", param_hint="--models")
    if candidate:
        do_steps(["candidates"], data, given={"candidates": {"snapshot_id": models or ""}})
    else:
        do_steps(["score"], data)


def plan(
    data: DataOption = None,
    objective: Objective = None,
    mix: Mix = None,
    by: By = None,
    reason: Why = None,
    leave_work: LeaveWork = False,
) -> None:
    """Choose visits, desk checks and letters of the next months within the teams' hours, a random share first.

    With --objective or --mix a named person chooses what the plan is to yield most of, as on the screen; the random
    share is the same under each.
    """
    chosen = objective or ("mix" if mix else None)
    if chosen is None and (by or reason or leave_work):
        raise typer.BadParameter("Who and why belong to a choice; add --objective.", param_hint="--objective")
    given = {"objective": chosen or "", "mix": ",".join(_weights(mix)), "by": by or "", "reason": reason or ""}
    do_steps(["plan"], data, given={"plan": given | ({"leave_work": "yes"} if leave_work else {})})


def _weights(mix: list[str] | None) -> list[str]:
    for text in mix or []:
        name, _, weight = text.partition("=")
        if not name or "," in text or not weight.replace(".", "", 1).isdigit():
            raise typer.BadParameter(f"'{text}' is not of the form OBJECTIVE=WEIGHT.", param_hint="--mix")
    return mix or []


def run(
    data: DataOption = None,
    as_of: AsOfOption = None,
    employers: Employers = None,
    months: Months = None,
    activate_by: ActivateBy = None,
    reason: Reason = None,
) -> None:
    """Do all steps from register to plan; what has not changed is not done again.

    Only models that a named person put in use score. With --activate-by that is done on the way, for the newest models
    that pass their gates; without it the models in use stay. A law without a model in use goes by rules and lot.
    """
    from pipelines.run import ACTIVATION, STEPS, steps_with_activation

    if reason is not None and activate_by is None:
        raise typer.BadParameter("A reason is for putting models in use; add --activate-by.", param_hint="--reason")
    names = STEPS if activate_by is None else steps_with_activation()
    person = {} if activate_by is None else {"responsible": activate_by} | ({"reason": reason} if reason else {})
    do_steps(
        list(names),
        data,
        as_of=as_of,
        synth_settings={"employers": employers, "months": months},
        given={ACTIVATION: person, "fairness": {"before_plan": "yes"} | ({"candidates": "yes"} if person else {})},
    )


def do_steps(
    names: list[str],
    data: Path | None,
    *,
    as_of: str | None = None,
    synth_settings: dict[str, int | None] | None = None,
    given: dict[str, dict[str, str]] | None = None,
) -> None:
    """Do the named steps with the settings; what was given on the command line goes before them."""
    from data_contracts.settings import load_settings
    from pipelines.run import run_steps

    synth = {key: value for key, value in (synth_settings or {}).items() if value is not None}
    settings: KompasSettings = load_settings(data_dir=data, as_of=as_of, synth=synth or None)
    run_steps(settings, names, given)


SHORT_HELP = {
    ingest: "Check and load the delivered registers.",
    features: "Build features and facts as of a date.",
    train: "Train and calibrate one model a law.",
    backtest: "Test the ranking on later cases.",
    score: "Score every employer for every law.",
    plan: "Plan the next months' visits.",
    run: "Do all steps, from register to plan.",
}
"""The verbs in the order of the work, with the line that ``kompas --help`` shows."""
