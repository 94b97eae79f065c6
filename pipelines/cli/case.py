"""``kompas case``: run a case, or list the cases that come with the program."""

from pathlib import Path
from typing import Annotated, Literal

import typer

PIPED_WIDTH = 160


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas case``."""
    case = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help="Rank a real inspection table, and report.",
        help="Rank somebody's real inspection table with the same code, and report how well it does.",
    )
    case.command("run", short_help="Run a case and write its report.")(run)
    case.command("list")(list_cases)
    app.add_typer(case, name="case")


def run(
    name: Annotated[str, typer.Argument(metavar="NAME_OR_YAML", help="A case's name, or the path of its YAML.")],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder with the case's files.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Where to write the JSON.", show_default="in OUT")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="OUT", help="Folder for the report.", show_default="cases/NAME in data_dir"),
    ] = None,
    language: Annotated[
        Literal["nl", "en"], typer.Option(help="Language of the tables; the HTML comes in both.")
    ] = "en",
    rounds: Annotated[
        int | None, typer.Option(min=100, help="Bootstrap rounds.", show_default="from kompas.toml")
    ] = None,
) -> None:
    """Run a case, print the figures and write HTML and JSON.

    A table to rank: train on its earlier rows and rank the later ones. A random arm beside what was chosen: audit on
    whom the choice fell.
    """
    from rich.console import Console

    from data_contracts.settings import load_settings
    from pipelines.cases.loading import load_any_case
    from pipelines.cases.run import run_any_case
    from pipelines.reporting.document import write_json
    from pipelines.reporting.html import write_html
    from pipelines.reporting.terminal import print_report

    settings = load_settings()
    case = load_any_case(name)
    report = run_any_case(case, data, rounds=rounds or settings.model.bootstrap_rounds)
    folder = out or settings.data_dir / "cases" / case.case
    folder.mkdir(parents=True, exist_ok=True)
    json_path = json_file or folder / "report.json"
    json_path.parent.mkdir(parents=True, exist_ok=True)
    write_json(report, json_path)
    written = (*write_html(report, folder), json_path)
    console = Console()
    print_report(report, console if console.is_terminal else Console(width=PIPED_WIDTH), language)
    for path in written:
        typer.echo(f"wrote {path}")


def list_cases() -> None:
    """List the cases that come with the program."""
    from pipelines.cases.loading import case_names, load_any_case

    for name in case_names():
        typer.echo(f"{name:<20} {load_any_case(name).title.en}")
