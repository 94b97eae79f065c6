"""What would be done under each objective, side by side, where what-ifs of objectives are published."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.components.constraints import capital
from dashboard.pages.what_if import query
from dashboard.pages.what_if.plans import measure_table
from dashboard.pages.what_if.query import Answer
from dashboard.published import Published
from dashboard.texts import Words


def objective_section(published: Published, known: Sequence[Answer], plan_id: str, words: Words) -> list[Component]:
    """Return the measures under each objective, of the newest what-if of each against the plan in use.

    Args:
        published: Where to read.
        known: Every published answer, the newest first.
        plan_id: The number of the plan snapshot in use.
        words: The words.
    """
    of: dict[str, Answer] = {}
    for answer in known:
        objective = query.objective_of(answer)
        if objective and answer.base_plan == plan_id and not answer.infeasible:
            of.setdefault(objective, answer)
    if not of:
        return []
    measured = [query.measures(published, answer) for answer in of.values()]
    titles = [capital(words.of_code("objective", objective)) for objective in of]
    return [
        section(
            "objectives",
            words("objectives.heading"),
            words("objectives.lead"),
            measure_table(words("base"), measured, titles, words),
        )
    ]
