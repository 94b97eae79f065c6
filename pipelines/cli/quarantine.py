"""``kompas quarantine``: what is wrong with delivered rows, and mending it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.cli.options import DataOption

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from data_contracts.settings import KompasSettings

SHORT_HELP = "Show, export or repair bad rows."
Table = Annotated[str, typer.Option("--table", metavar="TABLE", help="Which register table.")]
RuleOption = Annotated[
    str | None, typer.Option("--rule", metavar="RULE", help="Only rows that broke this rule.", show_default="all")
]
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the messages.")]
Export = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file that is not there yet.")]
Corrected = Annotated[Path, typer.Argument(metavar="FILE.csv", help="An export in which rows were corrected.")]


def register(app: typer.Typer) -> None:
    """Add ``kompas quarantine``, which lists when no verb below it is named."""
    group = typer.Typer(invoke_without_command=True, rich_markup_mode=None, short_help=SHORT_HELP)
    group.callback()(quarantine)
    group.command("list", short_help="Count bad rows by drop, table and rule.")(list_rows)
    group.command("show", short_help="Show bad rows, with what is wrong in words.")(show)
    group.command("export", short_help="Write bad rows to a spreadsheet.")(export)
    group.command("repair", short_help="Make a drop of corrected rows.")(repair)
    app.add_typer(group, name="quarantine")


def quarantine(context: typer.Context, data: DataOption = None) -> None:
    """Count the rows that broke a rule of their contract; the verbs show, export and repair them.

    Every look at the content of rows is written to the audit log.
    """
    if context.invoked_subcommand is None:
        list_rows(data)
    elif data is not None:
        raise typer.BadParameter(
            "Give it after the verb, e.g. `kompas quarantine list --data DIR`.", param_hint="--data"
        )


def list_rows(data: DataOption = None) -> None:
    """Count the bad rows by drop, table and rule, and say what became of them."""
    from pipelines.quarantine.listing import list_lines
    from pipelines.quarantine.places import Places

    with _opened(data) as (settings, connection, _):
        for line in list_lines(connection, Places.of(settings)):
            typer.echo(line)


def show(
    table: Table,
    rule: RuleOption = None,
    limit: Annotated[int, typer.Option(min=1, help="How many broken rules at most.")] = 20,
    language: Language = "en",
    data: DataOption = None,
) -> None:
    """Show bad rows of a table: where each stands, which rule it broke, and the value. This is logged."""
    from data_contracts.store import AuditLog
    from pipelines.quarantine.places import Places
    from pipelines.quarantine.selection import select
    from pipelines.quarantine.showing import show_lines
    from pipelines.store import store_of

    with _opened(data) as (settings, connection, _):
        log = AuditLog(store_of(settings))
        for line in show_lines(connection, Places.of(settings), log, select(table, rule), limit, language):
            typer.echo(line)


def export(
    file: Export, table: Table, rule: RuleOption = None, language: Language = "en", data: DataOption = None
) -> None:
    """Write the bad rows of a table that are not repaired to a spreadsheet, one line a row. This is logged.

    Correct the columns of the contract in it and give it to `kompas quarantine repair`. Numbers of people are
    pseudonyms; an apostrophe in front of a cell keeps a spreadsheet from running or rewriting it. In Dutch, semicolons
    stand between the columns of a .csv file.
    """
    from data_contracts.store import AuditLog
    from pipelines.quarantine import exporting
    from pipelines.quarantine.places import Places
    from pipelines.quarantine.selection import select
    from pipelines.store import store_of

    with _opened(data) as (settings, connection, _):
        log = AuditLog(store_of(settings))
        rows = exporting.export(connection, Places.of(settings), log, select(table, rule), file, language)
    typer.echo(f"Rows of {table} written to {file}: {rows:,}. They are register data: remove the file once it is used.")


def repair(file: Corrected, language: Language = "en", data: DataOption = None) -> None:
    """Make a drop of the rows in an export that were corrected; the next `kompas ingest` loads it. This is logged.

    Each corrected row is held against its contract first; one that is still bad is named and stays open. Rows that you
    left as they were stay open too, but for those that only referred to something that was not there: those are tried
    again.
    """
    from data_contracts.store import AuditLog
    from pipelines.lock import only_run
    from pipelines.quarantine import repairing
    from pipelines.store import store_of

    with _opened(data) as (settings, connection, scratch), only_run(settings.data_dir):
        log = AuditLog(store_of(settings))
        done = repairing.repair(connection, scratch, settings, log, file, language)
    for place, rule, message in done.still_bad:
        typer.echo(f"Still bad: {place}: {rule}. {message}")
    if done.unchanged:
        typer.echo(f"Rows that were not changed, and stay open: {done.unchanged:,}.")
    if done.drop is None:
        typer.echo("No drop was made, because no corrected row keeps all rules.")
        raise typer.Exit(1)
    typer.echo(f"Corrected rows of {done.table} in the new drop {done.drop}: {done.rows:,}.")
    typer.echo("What to do: run `kompas ingest`, which loads it.")


@contextmanager
def _opened(data: Path | None) -> Iterator[tuple["KompasSettings", "DuckDBPyConnection", Path]]:
    """Give the settings, a connection and a folder that is gone afterwards."""
    from data_contracts.settings import load_settings
    from pipelines.snapshots.workspace import workspace

    settings = load_settings(data_dir=data)
    with workspace(settings) as (connection, scratch):
        yield settings, connection, scratch
