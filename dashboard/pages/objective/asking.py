"""Having the plan of another objective calculated, and how that stands."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.context import Context
from dashboard.pages.objective.query import Planned
from dashboard.pages.what_if import asking as what_if_asking
from dashboard.pages.what_if.callbacks import FOLDER as WHAT_IF_FOLDER
from dashboard.pages.what_if.callbacks import ask_question
from dashboard.pages.what_if.query import OBJECTIVE
from dashboard.texts import Words, words_of
from data_contracts.snapshots import Snapshot
from data_contracts.store.jobs import Job
from data_contracts.store.plan_request import MIX

ASK_TYPE = "objective-ask"
RIGHT = "ask_what_if"


def ask_objective(context: Context, plan: Snapshot, objective: str, words: Words) -> str:
    """Put the what-if of an objective into the store as a job, and return the job's name; asking is logged there.

    A mix is asked with the weights of the plan's own settings.

    Args:
        context: What the page works with.
        plan: The plan in use.
        objective: Which objective.
        words: For what is said when it cannot be asked.

    Raises:
        WrongFormError: There is no such objective, or a mix has no weights.
        KompasError: The store cannot be written.
    """
    given = {"objective": objective, **(weights_of(plan) if objective == MIX else {})}
    said = words_of(WHAT_IF_FOLDER, words.language)
    return ask_question(context, f"what_if:{OBJECTIVE}", given, plan.manifest.snapshot_id, said)


def weights_of(plan: Snapshot) -> dict[str, float]:
    """Return the weights of a mix by the plan's settings; findings and workers alike where there are none."""
    told = plan.manifest.configuration.get("mix")
    weights = {str(name): float(weight) for name, weight in told.items()} if isinstance(told, dict) else {}
    return weights or {"hits": 1.0, "workers": 1.0}


def objective_jobs(context: Context) -> list[Job]:
    """Return the last questions that asked for another objective, the newest first."""
    return [job for job in what_if_asking.shown_jobs(context) if job.argument.get("name") == OBJECTIVE]


def ask_section(context: Context, planned: list[Planned], jobs: list[Job], words: Words) -> Component:
    """Return the objectives that have no plan yet with a button each, and how the last questions stand."""
    missing = [one for one in planned if not one.is_known]
    under_way = {str(job.argument.get("objective")) for job in jobs if what_if_asking.is_active([job])}
    may = context.account.may(RIGHT)
    buttons = [_button(one.objective, under_way, words) for one in missing] if may else []
    lead = words("ask.lead") if missing else words("ask.complete")
    told = what_if_asking.jobs_block(jobs, words_of(WHAT_IF_FOLDER, words.language)) if jobs else []
    return section(
        "objective-missing",
        words("ask.heading"),
        lead if may or not missing else words("ask.not_allowed"),
        html.Div(buttons, className="kompas-buttons"),
        *told,
    )


def _button(objective: str, under_way: set[str], words: Words) -> Component:
    name = words.of_code("objective", objective)
    button: Component = dmc.Button(
        words("ask.button", objective=words(f"short.{objective}")),
        id={"type": ASK_TYPE, "name": objective},
        disabled=objective in under_way,
        mt="xs",
        **aria(label=words("ask.label", objective=name)),
    )
    return button
