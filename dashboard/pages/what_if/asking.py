"""The form for a new question, and how the questions that were asked stand."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.pages.what_if import query
from dashboard.pages.what_if.questions import Field, Offered, Question, question_named, questions
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store.jobs import Job, Jobs

QUESTION, FIELDS, ASK, SAID = "what-if-question", "what-if-fields", "what-if-ask", "what-if-said"
JOBS, POLL, ASKED = "what-if-jobs", "what-if-poll", "what-if-asked"
FIELD_TYPE = "what-if-field"
POLL_MILLISECONDS = 2_000
SHOWN_JOBS = 6
PATIENCE_SECONDS = 15
"""After so long of waiting, with nothing being calculated, it seems that nobody works."""
_ACTIVE = ("waiting", "running")


def ask_section(context: Context, plan: Snapshot, first: Question, words: Words) -> Component:
    """Return the form with the question it opens with."""
    offered = offered_by(context, plan)
    return section(
        "ask",
        words("ask.heading"),
        words("ask.lead"),
        dmc.Select(
            id=QUESTION,
            label=words("ask.question"),
            data=_options(words),
            value=first.key,
            allowDeselect=False,
            maxDropdownHeight=420,
            mt="sm",
        ),
        html.Div(fields_of(first, offered, words), id=FIELDS),
        dmc.Button(words("ask.send"), id=ASK, mt="sm"),
        html.P(id=SAID, className="kompas-problem", role="alert"),
    )


def jobs_section(context: Context, words: Words) -> Component:
    """Return how the last questions stand, looking again every few seconds while one is to be answered."""
    jobs = shown_jobs(context)
    return section(
        "asked",
        words("jobs.heading"),
        "",
        dcc.Store(id=ASKED),
        dcc.Interval(id=POLL, interval=POLL_MILLISECONDS, disabled=not is_active(jobs)),
        html.Div(jobs_block(jobs, words), id=JOBS, role="status"),
    )


def offered_by(context: Context, plan: Snapshot) -> Offered:
    """Return the teams and regions of the plan, to choose from."""
    rows = query.teams(context.published, plan)
    return Offered(tuple(row["team"] for row in rows), tuple(dict.fromkeys(row["region"] for row in rows)))


def fields_of(question: Question, offered: Offered, words: Words) -> list[Component]:
    """Return what a question changes, and its fields."""
    return [
        html.P(question.explanation(words), className="kompas-lead kompas-about-question"),
        *_about_weights(question, words),
        html.Div([_field(item, offered, words) for item in question.fields], className="kompas-selectors"),
    ]


def shown_jobs(context: Context) -> list[Job]:
    """Return the last questions that were asked, the newest first."""
    jobs = Jobs(context.store_url)
    told = [job for kind in query.KINDS for job in jobs.recent(kind, SHOWN_JOBS)]
    return sorted(told, key=lambda job: job.asked_at, reverse=True)[:SHOWN_JOBS]


def is_active(jobs: Sequence[Job]) -> bool:
    """Whether one of them is still to be answered."""
    return any(job.state in _ACTIVE for job in jobs)


def jobs_block(jobs: Sequence[Job], words: Words) -> list[Component]:
    """Return how the questions stand; when one waits and nobody takes it up, what to do."""
    if not jobs:
        return [html.P(words("jobs.none"), className="kompas-none")]
    header = [words(f"jobs.{name}") for name in ("question", "asked", "state")]
    rows = [[_asked(job, words), _moment(job.asked_at, words), _state(job, words)] for job in jobs]
    return [*_nobody_works(jobs, words), table(words("jobs.heading"), header, rows)]


def _about_weights(question: Question, words: Words) -> list[Component]:
    weighs = any(item.kind == "weight" for item in question.fields)
    return [html.P(words("ask.weights"), className="kompas-lead")] if weighs else []


def _options(words: Words) -> list[dict[str, Any]]:
    of: dict[str, list[dict[str, str]]] = {}
    for question in questions():
        of.setdefault(question.kind, []).append({"value": question.key, "label": question.label(words)})
    return [{"group": words(f"ask.group.{kind}"), "items": items} for kind, items in of.items()]


def _field(item: Field, offered: Offered, words: Words) -> Component:
    identifier = {"type": FIELD_TYPE, "name": item.name}
    title = item.title[words.language]
    if item.is_number:
        low, high = item.bounds
        share = item.kind == "share"
        value = item.default * 100 if share and item.default is not None else item.default
        number: Component = dmc.NumberInput(
            id=identifier,
            label=title,
            value=value,
            min=low,
            max=high,
            suffix="%" if item.kind in ("share", "percent") else "",
            decimalSeparator="," if words.language == "nl" else ".",
            clampBehavior="none",
            w=210,
        )
        return number
    if item.kind == "date":
        text: Component = dmc.TextInput(id=identifier, label=title, placeholder=words("ask.date_example"), w=210)
        return text
    select: Component = dmc.Select(
        id=identifier,
        label=title,
        data=offered.options(item.kind, words),
        value=item.default,
        allowDeselect=False,
        placeholder=words("ask.choose"),
        w=480 if item.kind in ("law", "objective") else 210,
    )
    return select


def _asked(job: Job, words: Words) -> str:
    """Return a question as it was asked, e.g. ``Meer inspecteurs in een team: Noord-1, 10``."""
    argument = job.argument if isinstance(job.argument, dict) else {}
    question = question_named(f"{job.kind}:{argument.get('name')}")
    if question is None:
        return str(argument.get("title") or argument.get("name") or job.kind)
    given = [_told(item, argument[item.name], words) for item in question.fields if item.name in argument]
    label = question.label(words)
    sign = "" if label.endswith("?") else ":"
    return f"{label}{sign} {', '.join(given)}" if given else label


def _told(item: Field, value: object, words: Words) -> str:
    if item.is_number and isinstance(value, int | float):
        if item.kind == "share":
            return f"{formats.number(value * 100, words.language)}%"
        written = formats.number(value, words.language, 0 if float(value).is_integer() else 1)
        if item.kind in ("weight", "points"):
            weight = f"{item.title[words.language].lower()} {written}"
            return weight if item.kind == "weight" else words("jobs.points", number=written)
        return f"{written}%" if item.kind == "percent" else written
    if item.kind == "date":
        return words(f"jobs.{item.name}", day=_day_told(str(value), words))
    if item.kind == "objective":
        return words.of_code("objective", value)
    return words.of_code("region", value) if item.kind == "region" else str(value)


def _day_told(text: str, words: Words) -> str:
    """Return a day in full; a job that was asked elsewhere can hold any text, which then stays as it is."""
    try:
        return formats.day(date.fromisoformat(text), words.language)
    except ValueError:
        return text


def _state(job: Job, words: Words) -> Component:
    if job.state == "done" and job.result:
        address = Address(words.language, "what_if", "", {"first": job.result})
        return html.Span([f"{words('jobs.state.done')} ", dcc.Link(words("jobs.open"), href=address.href)])
    if job.state == "failed":
        told = job.problem.get(words.language) if isinstance(job.problem, dict) else None
        return html.Span(words("jobs.failed", problem=str(told or words("jobs.no_reason"))), className="kompas-failed")
    return html.Span(words(f"jobs.state.{job.state}"))


def _nobody_works(jobs: Sequence[Job], words: Words) -> list[Component]:
    now = datetime.now(UTC)
    long = any(
        job.state == "waiting" and (now - datetime.fromisoformat(job.asked_at)).total_seconds() > PATIENCE_SECONDS
        for job in jobs
    )
    if not long or any(job.state == "running" for job in jobs):
        return []
    return [
        html.Div(
            [html.P(words("jobs.nobody")), html.Pre("kompas work", className="kompas-command")],
            className="kompas-clash",
            id="what-if-nobody",
            **aria(live="polite"),
        )
    ]


def _moment(at: str, words: Words) -> str:
    moment = datetime.fromisoformat(at).astimezone()
    month = formats.month_name(moment.month, words.language)[:3]
    return f"{moment.day} {month} {moment:%H:%M}".replace(" ", formats.NO_BREAK)
