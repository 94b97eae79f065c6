"""One audit: from gathered units to the tables that are published."""

from collections.abc import Callable


from models.fairness.steps import growth
from pipelines.fairness.features_told import indicator_table, proxy_table
from pipelines.fairness.gathering import Gathered
from pipelines.fairness.hiding import few_counts, hide_few, hide_few_chosen
from pipelines.fairness.measuring import measured
from pipelines.fairness.tables import AuditTables
from pipelines.fairness.testing import audited_steps, tests_of


def audit(gathered: Gathered, seed: int, say: Callable[[str], None]) -> AuditTables:
    """Return the tables of an audit.

    Args:
        gathered: The units.
        seed: Seed of all that is drawn.
        say: Told what is being done.
    """
    steps = audited_steps(gathered)
    say(f"testing {len(steps)} choices of the process")
    tests = hide_few_chosen(tests_of(gathered, steps, seed))
    say("figures by group")
    figures = measured(gathered, steps, seed)
    say("what features tell")
    return AuditTables(
        group_figures=hide_few(figures.group_figures),
        over_cuts=hide_few(figures.over_cuts),
        within=hide_few(figures.within),
        step_tests=tests,
        growth=growth(tests),
        power=figures.power,
        proxies=few_counts(proxy_table(gathered, seed)),
        indicators=few_counts(indicator_table(gathered, gathered.sources.as_of)),
    )
