"""``kompas decisions``: what people decided about a plan, a second person's answers, and how decisions turned out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.cli.options import DataOption

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings

SHORT_HELP = "List, answer and score decisions about a plan."
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of reasons and states.")]
Employer = Annotated[str, typer.Argument(metavar="EMPLOYER", help="The item's employer.", show_default=False)]
PlanOption = Annotated[
    str | None, typer.Option("--plan", metavar="PLAN", help="Which plan.", show_default="the plan in use")
]
By = Annotated[
    str, typer.Option("--by", metavar="NAME", help="Who answers: another person than who asked.", show_default=False)
]
Waiting = Annotated[bool, typer.Option("--waiting", help="Only what waits for a second person.")]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas decisions``."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help=SHORT_HELP,
        help="Decisions: what people decided about the items of a plan, and why. docs/outcomes.md says how they work.",
    )
    group.command("list", short_help="List what was decided about a plan.")(list_decisions)
    group.command("approve", short_help="Agree that an item leaves the plan.")(approve)
    group.command("refuse", short_help="Keep an item in the plan.")(refuse)
    group.command("score", short_help="Say how decisions turned out, never by person.")(score)
    app.add_typer(group, name="decisions")


def list_decisions(
    plan: PlanOption = None, waiting: Waiting = False, language: Language = "nl", data: DataOption = None
) -> None:
    """List the items of a plan about which somebody decided: how each stands, why, by whom and when. This is logged."""
    from pipelines.columns import aligned
    from pipelines.outcomes.deciding import HEAD, decision_rows

    plan_id, rows = decision_rows(_settings(data), plan, waiting=waiting, language=language)
    typer.echo(f"Plan {plan_id}")
    if not rows:
        typer.echo("Nothing waits for a second person." if waiting else "Nothing was decided yet.")
        return
    for line in aligned(HEAD, rows):
        typer.echo(line)


def approve(
    employer: Employer, by: By, plan: PlanOption = None, language: Language = "nl", data: DataOption = None
) -> None:
    """Agree that an item leaves the plan, as another person asked; the answer says whether it does. This is logged."""
    _answer(data, plan, employer, by, language, leaves=True)


def refuse(
    employer: Employer, by: By, plan: PlanOption = None, language: Language = "nl", data: DataOption = None
) -> None:
    """Keep an item in the plan that another person asked to take out. This is logged."""
    _answer(data, plan, employer, by, language, leaves=False)


def score(language: Language = "nl", data: DataOption = None) -> None:
    """Say how often something was found where people decided otherwise than the plan, and where they followed it.

    In groups by decision and reason, with 95% intervals; too few cases are *not estimable*. Never by person or team.
    """
    from datetime import date

    from data_contracts.store.reasons import reasons
    from pipelines.columns import aligned
    from pipelines.outcomes import scoring

    scores = scoring.score(_settings(data), date.today())
    words = {reason.code: reason.words[language] for reason in reasons().values()}
    tables = (
        (("decision", "reason", "decided", "looked at", "something found"), scoring.score_lines(scores, words)),
        (("view", "decided", "accepted at once"), scoring.view_lines(scores)),
        (("drawn by lot", "closed", "examined", "response"), scoring.response_lines(scores)),
    )
    for head, rows in tables:
        for line in (*aligned(head, list(rows), {"decided", "looked at", "closed", "examined"}), ""):
            typer.echo(line)


def _answer(
    data: Path | None, plan: str | None, employer: str, by: str, language: Literal["nl", "en"], *, leaves: bool
) -> None:
    from data_contracts.store.reasons import words_of
    from pipelines.outcomes.deciding import answer

    row = answer(_settings(data), plan, employer, leaves=leaves, by=by)
    typer.echo(f"{employer}: {words_of('answers', row.state, language).lower()}.")


def _settings(data: Path | None) -> "KompasSettings":
    from data_contracts.settings import load_settings

    return load_settings(data_dir=data)
