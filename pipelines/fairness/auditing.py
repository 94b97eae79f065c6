"""One audit: from gathered units to the tables that are published."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from models.fairness.steps import growth
from pipelines.fairness.features_told import indicator_table, proxy_table
from pipelines.fairness.gathering import Gathered
from pipelines.fairness.hiding import few_counts, hide_few, hide_few_chosen
from pipelines.fairness.measuring import measured
from pipelines.fairness.searching import subgroup_table
from pipelines.fairness.tables import AuditTables
from pipelines.fairness.testing import audited_steps, tests_of

HISTORY = ("hand_selection", "visit", "finding", "sanction", "objection")
"""The steps of one history, each out of whom the one before chose; lists and plans of today are no part of it."""


def audit(gathered: Gathered, seed: int, threads: int, say: Callable[[str], None]) -> AuditTables:
    """Return the tables of an audit.

    Args:
        gathered: The units.
        seed: Seed of all that is drawn.
        threads: How many of the questions are worked on at once; the answers are the same.
        say: Told what is being done.
    """
    steps = audited_steps(gathered)
    say(f"testing {len(steps)} choices of the process, measuring groups, asking what features tell")
    with ThreadPoolExecutor(max_workers=threads) as workers:
        asked = workers.submit(tests_of, gathered, steps, seed)
        figures_asked = workers.submit(measured, gathered, steps, seed)
        subgroups = workers.submit(subgroup_table, gathered, seed)
        told_of, links = workers.submit(proxy_table, gathered, seed), workers.submit(indicator_table, gathered)
        tests, figures = hide_few_chosen(asked.result()), figures_asked.result()
    return AuditTables(
        group_figures=hide_few(figures.group_figures),
        over_cuts=hide_few(figures.over_cuts),
        within=hide_few(figures.within),
        step_tests=tests,
        growth=growth(tests.filter(pl.col("step").is_in(HISTORY))),
        power=figures.power,
        proxies=few_counts(told_of.result()),
        indicators=few_counts(links.result()),
        subgroups=subgroups.result(),
    )
