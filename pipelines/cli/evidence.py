"""``kompas evidence``: the evidence pack of the models, what people are asked for it, and signing for a feature."""

from datetime import datetime
from typing import Annotated

import typer

from pipelines.cli.options import DataOption

Ask = Annotated[
    bool, typer.Option("--ask", help="Write the file with all questions to people; what was answered stays.")
]
Features = Annotated[list[str], typer.Argument(metavar="FEATURE...", help="The feature's name.", show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="The person who signs.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why it may stay; recorded.", show_default=False)]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Until which day it counts.", show_default="as long as is allowed"),
]


def register(app: typer.Typer) -> None:
    """Add ``kompas evidence`` and the verb below it."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(evidence)
    group.command("sign", short_help="Sign for a feature of which a question is open.")(sign)
    app.add_typer(
        group, name="evidence", short_help="Make the evidence pack of the models, or write what it asks of people."
    )


def evidence(context: typer.Context, ask: Ask = False, data: DataOption = None) -> None:
    """Make the evidence pack of the newest models: HTML and PDF in Dutch and English, and the Algoritmeregister record.

    What is missing comes first and is red. A model comes in use only with a complete pack. With --ask the file is
    written in which people answer what a program cannot know.
    """
    if context.invoked_subcommand is not None:
        return
    if ask:
        from data_contracts.settings import load_settings
        from pipelines.evidence.answers_file import write_questions

        typer.echo(write_questions(load_settings(data_dir=data)))
        typer.echo("What to do: have the people whom each question names answer, then run `kompas evidence`.")
        return
    from pipelines.cli.steps import do_steps

    do_steps(["evidence"], data)


def sign(names: Features, by: By, reason: Reason, until: Until = None, data: DataOption = None) -> None:
    """Sign for features whose link does not hold, or whose file is missing, expired or to be confirmed.

    Recorded in the audit log: who, why, until when, for what is open now and for models with these inputs. What opens
    later, other inputs or a later day ask for a new signature.
    """
    from datetime import date

    from data_contracts.settings import load_settings
    from pipelines.evidence.signing import Signing, longest_from
    from pipelines.evidence.signing_up import sign_features

    today = date.today()
    signing = Signing(by, reason, today, until.date() if until else longest_from(today))
    for signature in sign_features(load_settings(data_dir=data), names, signing):
        open_now = ", ".join(sorted(signature.problems))
        typer.echo(f"{signature.feature}: {signature.by} signs until {signature.until} for {open_now}.")
    typer.echo("What to do: run `kompas evidence`, which makes the pack again.")
