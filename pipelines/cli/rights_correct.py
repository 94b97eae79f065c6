"""``kompas rights correct``: requests to correct a row of a register or a fact."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.cli.options import DataOption
from pipelines.cli.rights import Purpose, settings_of

Employer = Annotated[str, typer.Argument(metavar="EMPLOYER", help="Whose row or fact it is.", show_default=False)]
Request = Annotated[str, typer.Argument(metavar="REQUEST", help="The request.", show_default=False)]
Table = Annotated[str, typer.Option("--table", metavar="TABLE", help="A register table, or facts.", show_default=False)]
Key = Annotated[
    list[str], typer.Option("--key", metavar="COLUMN=VALUE", help="Which row; once a column.", show_default=False)
]
Column = Annotated[str, typer.Option("--column", metavar="COLUMN", help="What is contested.", show_default=False)]
Should = Annotated[str, typer.Option("--should", metavar="VALUE", help="What it should say.", show_default=False)]
AskedBy = Annotated[str, typer.Option("--asked-by", metavar="WHO", help="Who asks.", show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who records or decides, by name.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why; it is recorded.", show_default=False)]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Also write it as a page.", show_default=False)
]
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of what is shown.")]


def register(group: typer.Typer) -> None:
    """Add the verbs below ``kompas rights correct``."""
    correct = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help="Record, show and decide correction requests.",
        help="Correction requests: until one is decided, the employer is marked as contested.",
    )
    correct.command("ask", short_help="Record a request, and show what it reopens.")(ask)
    correct.command("show", short_help="Show what was known when, and what granting would change.")(show)
    correct.command("decide", short_help="Grant or refuse a request.")(decide)
    correct.command("list", short_help="List the requests that wait for a decision.")(list_requests)
    group.add_typer(correct, name="correct")


def ask(
    employer: Employer,
    table: Table,
    key: Key,
    column: Column,
    should: Should,
    asked_by: AskedBy,
    by: By,
    reason: Reason,
    purpose: Purpose,
    out: OutOption = None,
    language: Language = "nl",
    data: DataOption = None,
) -> None:
    """Record a request about a row or a fact, and show the history that it reopens."""
    from pipelines.rights import correcting

    made = correcting.ask(
        settings_of(data), employer, table, key, column, should, asked_by=asked_by, by=by, reason=reason,
        purpose=purpose,
    )  # fmt: skip
    show(made.request_id, purpose, out, language, data)


def show(
    request: Request, purpose: Purpose, out: OutOption = None, language: Language = "nl", data: DataOption = None
) -> None:
    """Show every version of the contested row, which plans rested on it, and which facts would change."""
    from pipelines.dossier.papers import write_papers
    from pipelines.reporting.paper import text_lines
    from pipelines.rights.correcting import reopened
    from pipelines.rights.request_page import request_page

    found = reopened(settings_of(data), request, purpose)
    for line in text_lines(request_page(found, language)):
        typer.echo(line)
    for path in write_papers(lambda given: request_page(found, given), out, request) if out else ():
        typer.echo(str(path), err=True)


def decide(
    request: Request,
    by: By,
    reason: Reason,
    grant: Annotated[bool, typer.Option("--grant/--refuse", help="Grant or refuse it.", show_default=False)],
    data: DataOption = None,
) -> None:
    """Grant or refuse a request. A granted one takes a later row in a drop: nothing that is there is changed."""
    from pipelines.rights import correcting

    decided = correcting.decide(settings_of(data), request, granted=grant, by=by, reason=reason)
    typer.echo(f"{request}: {decided.state}.")
    if grant:
        typer.echo("What to do: have the source deliver the corrected row, and load it with `kompas ingest`.")


def list_requests(data: DataOption = None) -> None:
    """List the requests that nobody has decided yet, by number and table."""
    from data_contracts.store.corrections import Corrections
    from pipelines.store import store_of

    waiting = Corrections(store_of(settings_of(data))).open_requests()
    for row in waiting:
        about = f"{row.contested.table}, {row.contested.column}" if row.contested else "erased"
        typer.echo(f"{row.request_id}  {row.at[:10]}  {row.employer_id}  {about}")
    if not waiting:
        typer.echo("Nothing waits for a decision.")
