"""``kompas what-if``: the plan in use beside one that differs in what is asked."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pipelines.cli.options import DataOption

Language = Annotated[Literal["nl", "en"], typer.Option(help="Language of the texts.")]
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A named what-if; --list shows them.")]
Team = Annotated[str | None, typer.Option(help="extra-inspectors: the team.")]
Number = Annotated[float | None, typer.Option(help="extra-inspectors: how many (less than 0: fewer).")]
Points = Annotated[float | None, typer.Option(help="more-random: percentage points.")]
Law = Annotated[str | None, typer.Option(help="law-date: the law.")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="law-date: from which day.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="law-date: until which day.")]
Percent = Annotated[float | None, typer.Option(help="higher-fine: by how many percent.")]
Objective = Annotated[str | None, typer.Option(help="objective: the other one.")]
Share = Annotated[float | None, typer.Option(help="comparison-share, region-share: share of the hours.")]
Region = Annotated[str | None, typer.Option(help="region-share: the region.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="plan.NAME=VALUE", help="Another setting of the plan; repeat it.")
]
Hours = Annotated[
    list[str] | None, typer.Option("--hours", metavar="TEAM=+H", help="So many hours a month more for a team.")
]
LawFrom = Annotated[list[str] | None, typer.Option("--law-from", metavar="LAW=DATE", help="A law holds from a day on.")]
LawUntil = Annotated[list[str] | None, typer.Option("--law-until", metavar="LAW=DATE", help="A law holds until a day.")]
Title = Annotated[str | None, typer.Option("--name", metavar="TITLE", help="What to call it.")]
Listed = Annotated[bool, typer.Option("--list", help="List the named what-ifs.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("what-if", short_help="Hold another plan against the plan in use.")(what_if)


def what_if(
    name: Name = None,
    team: Team = None,
    number: Number = None,
    points: Points = None,
    law: Law = None,
    starts: From = None,
    until: Until = None,
    percent: Percent = None,
    objective: Objective = None,
    share: Share = None,
    region: Region = None,
    changes: Set = None,
    hours: Hours = None,
    law_from: LawFrom = None,
    law_until: LawUntil = None,
    title: Title = None,
    listed: Listed = False,
    data: DataOption = None,
    language: Language = "en",
) -> None:
    """Make another plan from the same data and by the same seed, and hold it against the plan in use.

    Nothing that is in use changes. Yields are sums of the model's chances. Employers that would come in are listed by
    name; who goes out is told as a number only, so that nobody learns which visits were drawn by lot.
    """
    from pipelines.what_if.asking import setting_value
    from pipelines.what_if.listing import what_if_list

    if listed:
        _print(what_if_list(language))
        return
    options = {
        "team": team, "number": number, "points": points, "law": law, "from": starts, "until": until,
        "percent": percent, "objective": objective, "share": share, "region": region,
    }  # fmt: skip
    argument: dict[str, Any] = {
        "name": name,
        "title": title,
        "set": {key: setting_value(value) for key, value in _pairs(changes, "--set").items()},
        "hours": _pairs(hours, "--hours"),
        "law_from": _pairs(law_from, "--law-from"),
        "law_until": _pairs(law_until, "--law-until"),
        **options,
    }
    _answer({key: value for key, value in argument.items() if value not in (None, {})}, data, language)


def _answer(argument: dict[str, Any], data: Path | None, language: Language) -> None:
    from data_contracts.settings import load_settings
    from pipelines.steps.context import StepContext
    from pipelines.what_if.run import log_reading, run_what_if
    from pipelines.what_if.showing import what_if_lines

    context = StepContext.of(load_settings(data_dir=data), partial(typer.echo, err=True))
    _print(what_if_lines(log_reading(context, run_what_if(context, argument)), language))


def _pairs(written: list[str] | None, option: str) -> dict[str, str]:
    """Return what was written as NAME=VALUE."""
    pairs: dict[str, str] = {}
    for text in written or []:
        key, equals, value = text.partition("=")
        if not equals or not key or not value:
            raise typer.BadParameter(f"'{text}' is not of the form NAME=VALUE.", param_hint=option)
        pairs[key] = value
    return pairs


def _print(lines: Any) -> None:
    for line in lines:
        typer.echo(line)
