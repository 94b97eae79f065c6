"""``kompas outcomes``: what came of a plan, from a file, and back into the registers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.cli.options import DataOption

if TYPE_CHECKING:
    from datetime import date

    from data_contracts.settings import KompasSettings

SHORT_HELP = "Take in what came of a plan, and deliver it to the registers."
MOST_SHOWN = 40
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the messages and files.")]
Filled = Annotated[Path, typer.Argument(metavar="FILE.csv", help="A filled-in template.", show_default=False)]
Empty = Annotated[Path, typer.Argument(metavar="FILE.csv", help="A file that is not there yet.", show_default=False)]
Partial = Annotated[bool, typer.Option("--partial", help="Keep the good rows when others are bad.")]
Day = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it is.", show_default="today")]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas outcomes``."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help=SHORT_HELP,
        help="Outcomes: what came of each item of a plan. docs/outcomes.md says how to fill them in.",
    )
    group.command("template", short_help="Write an empty file to fill in.")(template)
    group.command("import", short_help="Take a filled-in file into the store.")(import_file)
    group.command("deliver", short_help="Make a drop for the registers of what is new.")(deliver)
    group.command("responses", short_help="Compare letters, desk checks and visits.")(responses)
    app.add_typer(group, name="outcomes")


def template(file: Empty, language: Language = "nl") -> None:
    """Write an empty file with all columns, and say what belongs in each. In Dutch, semicolons separate columns."""
    from data_contracts.errors import KompasError
    from data_contracts.store.outcome_columns import choices, outcome_columns
    from pipelines.outcomes.outcome_file import WITH_BOM, template_text

    try:
        with file.open("x", encoding=WITH_BOM, newline="") as opened:
            opened.write(template_text(language))
    except OSError as error:
        raise KompasError(
            f"This file cannot be made: {error.strerror}.", str(file), "Give a name that is not there yet."
        ) from error
    for column in outcome_columns():
        offered = choices(column.choices) if column.choices else ()
        named = f" [{', '.join(f'{choice.code} = {choice.words[language]}' for choice in offered)}]" if offered else ""
        typer.echo(f"{column.name}{' *' if column.required else ''}: {column.description[language]}{named}")
    typer.echo(f"Written: {file}. Columns with * may not be empty.")


def import_file(
    file: Filled, partial: Partial = False, language: Language = "nl", day: Day = None, data: DataOption = None
) -> None:
    """Hold each row against the rules, and keep all of them or, when one is bad, none. This is logged.

    What is wrong is listed by row and column, and written beside the file. With --partial the good rows are kept. A
    row of a case that the store has already is a correction; one that says the same again changes nothing.
    """
    from pipelines.outcomes.importing import import_outcomes

    done = import_outcomes(_settings(data), file, partial=partial, language=language, today=_day(day))
    for found in done.problems[:MOST_SHOWN]:
        typer.echo(f"Row {found.row}, {found.place(language)}: {found.words(language)}")
    if len(done.problems) > MOST_SHOWN:
        typer.echo(f"And {len(done.problems) - MOST_SHOWN:,} more.")
    if done.problem_file is not None:
        typer.echo(f"Bad rows: {done.bad_rows:,} of {done.rows:,}. All problems are in {done.problem_file}.")
    typer.echo(f"Outcomes stored: {done.stored:,}; already there: {done.unchanged:,}.")
    if done.bad_rows:
        if not partial:
            typer.echo("Nothing was stored. What to do: correct the rows, or give --partial to keep the good ones.")
        raise typer.Exit(1)
    typer.echo("What to do: run `kompas outcomes deliver`, which makes a drop of them for the registers.")


def deliver(day: Day = None, data: DataOption = None) -> None:
    """Make a drop of all cases that changed since they were last delivered; the next `kompas ingest` loads it.

    Each case gets its ground and, when lot drew it, its probability from the plan. A letter is no inspection and stays
    in the store. Delivering twice adds nothing. This is logged.
    """
    from pipelines.lock import only_run
    from pipelines.outcomes import delivering

    settings = _settings(data)
    with only_run(settings.data_dir):
        done = delivering.deliver(settings, _day(day))
    lacking = delivering.untold(settings, _day(day))
    if lacking:
        typer.echo(f"Items of plans that are over without an outcome: {lacking:,}. Tell them too (not_done).")
    if done.waiting:
        typer.echo(f"Cases that went into a drop of today already, and wait for tomorrow: {done.waiting:,}.")
    if done.unknown_employers:
        typer.echo(f"Not in the registers, so their cases wait: {', '.join(done.unknown_employers)}.")
    if done.unknown_sites:
        typer.echo(f"Sites that the registers do not have; left out: {', '.join(done.unknown_sites)}.")
    if done.lost_plans:
        typer.echo(f"Plans that are gone, so that their cases wait: {', '.join(done.lost_plans)}.")
    if done.drop is None:
        typer.echo("Nothing new to deliver.")
        return
    typer.echo(f"Drop {done.drop.name}: {done.cases:,} cases ({done.closed:,} closed), {done.findings:,} findings.")
    typer.echo("What to do: run `kompas ingest`, which loads it. It names grounds: keep it as close as the registers.")


def responses(data: DataOption = None) -> None:
    """Say what letters, desk checks and visits brought, by topic, from the cases in which lot chose between them."""
    from pipelines.columns import aligned
    from pipelines.outcomes.comparing import HEAD, NUMBERS, compared, response_lines

    rows = list(response_lines(compared(_settings(data))))
    if not rows:
        typer.echo("No case of the comparison is closed yet.")
        return
    for line in aligned(HEAD, rows, NUMBERS):
        typer.echo(line)


def _day(given: str | None) -> "date":
    from datetime import date

    try:
        return date.fromisoformat(given) if given else date.today()
    except ValueError as error:
        raise typer.BadParameter("Give it as YYYY-MM-DD.", param_hint="--on") from error


def _settings(data: Path | None) -> "KompasSettings":
    from data_contracts.settings import load_settings

    return load_settings(data_dir=data)
