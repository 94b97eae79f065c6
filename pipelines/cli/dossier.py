"""``kompas dossier``: why an employer was, or was not, chosen under a plan: for a court, a file, or made again."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipelines.cli.options import DataOption

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings

Employer = Annotated[str, typer.Argument(metavar="EMPLOYER", help="The employer's number (employer_id).")]
Plan = Annotated[str, typer.Option("--plan", metavar="ID", help="The plan.", show_default=False)]
Purpose = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="What it is opened for; this is logged.")]
For = Annotated[
    Literal["court", "file", "replay"],
    typer.Option(
        "--for",
        help="court: a dossier for a judge and the employer. file: the extract for the inspection file, without "
        "estimate or ground. replay: all made again and compared.",
    ),
]
Again = Annotated[bool, typer.Option("--replay", help="With --for court: also make all again and compare.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write it here in both languages.", show_default=False)
]
Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of what is shown.")]
Say = Callable[[str], None]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("dossier", short_help="Tell or replay why an employer was chosen.")(dossier)


def dossier(
    employer: Employer,
    plan: Plan,
    purpose: Purpose,
    asked_for: For = "replay",
    again: Again = False,
    out: Out = None,
    language: Language = "nl",
    data: DataOption = None,
) -> None:
    """Tell why an employer was, or was not, chosen: for a court, for the inspection file, or made again and compared.

    Whether lot chose the employer is told only once its case is closed. Every use is written to the audit log. Exit
    code 1 when something is not what was recorded, or could not be made again.
    """
    from rich.console import Console

    from data_contracts.settings import load_settings

    settings = load_settings(data_dir=data)
    with Console(stderr=True).status("dossier …") as status:
        if asked_for == "court":
            sound = _court(settings, (employer, plan, purpose), out, language, status.update, again=again)
        elif asked_for == "file":
            sound = _file(settings, (employer, plan, purpose), out, language)
        else:
            sound = _replay(settings, (employer, plan, purpose), out, language, status.update)
    if not sound:
        raise typer.Exit(1)


def _court(
    settings: "KompasSettings",
    asked: tuple[str, str, str],
    out: Path | None,
    language: Literal["nl", "en"],
    say: Say,
    *,
    again: bool,
) -> bool:
    from pipelines.dossier.court.document import court_document
    from pipelines.dossier.court.gathering import gathered
    from pipelines.dossier.papers import write_papers
    from pipelines.reporting.paper import text_lines

    case = gathered(settings, *asked, say, again=again)
    if out is None:
        _echo(text_lines(court_document(case, language)))
    else:
        _named(write_papers(lambda given: court_document(case, given), out, "court"))
    return case.replay.identical if again else case.replay.chain.is_sound


def _file(
    settings: "KompasSettings", asked: tuple[str, str, str], out: Path | None, language: Literal["nl", "en"]
) -> bool:
    from pipelines.dossier.extract.document import extract_document
    from pipelines.dossier.extract.frozen import extract
    from pipelines.dossier.papers import write_papers
    from pipelines.reporting.paper import text_lines

    made = extract(settings, *asked)
    if out is None:
        _echo(text_lines(extract_document(made, language)))
    else:
        content = {"content": made.content, "content_hash": made.digest, "frozen_at": made.frozen and made.frozen.at}
        _named(write_papers(lambda given: extract_document(made, given), out, "extract", content))
    return made.frozen is None or made.is_sound


def _replay(
    settings: "KompasSettings", asked: tuple[str, str, str], out: Path | None, language: Literal["nl", "en"], say: Say
) -> bool:
    from pipelines.dossier.lines import replay_lines
    from pipelines.dossier.replay import replay
    from pipelines.dossier.writing import write_replay

    made = replay(settings, *asked, say)
    _echo(replay_lines(made, language))
    _named(write_replay(made, out) if out else [])
    return made.identical


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _named(paths: list[Path]) -> None:
    for path in paths:
        typer.echo(str(path), err=True)
