"""The calculations that people asked for: what waits, runs, is done or failed."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.problems import problem_in_words
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.decided import moment
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.store import has_store
from data_contracts.store.jobs import Job, Jobs

KINDS = ("plan", "what_if", "scenario")
LATEST = 15


def jobs_section(context: Context, words: Words) -> Component:
    """Return the latest calculations; what is wrong with the store is said here, and the rest of the page stands."""
    try:
        jobs = _latest(context.store_url)
    except KompasError as error:
        problem = html.P(problem_in_words(error, words), className="kompas-problem", id="jobs-problem", role="alert")
        return section("jobs", words("jobs.heading"), words("jobs.lead"), problem)
    if not jobs:
        nothing = html.P(words("jobs.none"), className="kompas-none", id="jobs-empty")
        return section("jobs", words("jobs.heading"), words("jobs.lead"), nothing)
    header = [words(f"jobs.{name}") for name in ("asked", "what", "state", "by", "finished")]
    waits = any(job.state == "waiting" for job in jobs)
    return section(
        "jobs",
        words("jobs.heading"),
        words("jobs.lead"),
        table(words("jobs.heading"), header, [_row(job, words) for job in jobs]),
        *([html.P(words("jobs.waiting")), html.Pre("kompas work", className="kompas-command")] if waits else []),
    )


def _latest(url: str) -> Sequence[Job]:
    if not has_store(url):
        return ()
    store = Jobs(url)
    found = [job for kind in KINDS for job in store.recent(kind, LATEST)]
    return sorted(found, key=lambda job: job.asked_at, reverse=True)[:LATEST]


def _row(job: Job, words: Words) -> list[object]:
    finished = moment(job.finished_at, words) if job.finished_at else formats.MISSING
    state = words.of_code("job_state", job.state)
    return [
        moment(job.asked_at, words),
        words.of_code("job_kind", job.kind),
        html.Div([html.Div(state), html.Div(job.problem[words.language])]) if job.problem else state,
        job.asked_by,
        finished,
    ]
