"""``kompas explain-check``: one fact of one employer, with the law and the rows behind it."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from pipelines.cli.options import DataOption

Employer = Annotated[str, typer.Argument(metavar="EMPLOYER", help="The employer's number (employer_id).")]
RuleName = Annotated[str, typer.Argument(metavar="RULE", help="The rule, e.g. minimum_wage.")]
Purpose = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="What you look at it for; this is logged.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="As-of date of the features.",
        show_default="that of the features in use",
    ),
]
Rows = Annotated[int, typer.Option("--rows", min=1, help="How many rows to show at most.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("explain-check", short_help="Explain one fact, with the rows behind it.")(explain_check)


def explain_check(
    employer: Employer,
    rule: RuleName,
    purpose: Purpose,
    as_of: AsOf = None,
    language: Annotated[Literal["nl", "en"], typer.Option(help="Language of the texts.")] = "en",
    rows: Rows = 20,
    data: DataOption = None,
) -> None:
    """Compute a rule again for one employer, and show the fact, the law that held and the rows behind it.

    The statutory parameters of the period stand there with their source and certainty; what is not known is marked.
    Exit code 1 when the stored fact is not what is computed now. Every use is written to the audit log.
    """
    from data_contracts.settings import load_settings
    from pipelines.statute.explain_lines import print_explanation
    from pipelines.statute.explaining import explain_check, refuse_differences
    from pipelines.statute.words import words

    day = as_of.date() if as_of else None
    checked = explain_check(load_settings(data_dir=data), employer, rule, purpose, day)
    print_explanation(checked, rows, language)
    refuse_differences(checked)
    typer.echo(words("explain.equal", language))
