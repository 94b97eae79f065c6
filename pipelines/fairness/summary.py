"""The audit in short, as data: what is not known, who is accused at which step, and what it would take to know more."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from models.fairness.figures import ESTIMATED, NO_RANDOM_SAMPLE
from models.fairness.measures import measures, power_rule
from models.fairness.steps import ACCUSED, NOT_ACCUSED, NOT_ESTIMABLE, step_rules
from pipelines.fairness.tables import AuditTables

POWERED = "false_negative_rate"
"""The measure of which the report says how many random visits it would take: it needs the most."""
TEST = ("law", "step", "part", "dimension", "group")


def summary(tables: AuditTables, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the audit in short.

    Args:
        tables: Its tables, with what is about too few left out.
        facts: What is said beside them: ``as_of, cut, months, traits, models, plan, decisions, candidates_kept, seed``.
    """
    tests, told = tables.step_tests, step_rules()
    counted = {name: tests.filter(pl.col("verdict") == name).height for name in (ACCUSED, NOT_ACCUSED, NOT_ESTIMABLE)}
    return {
        **facts,
        "family_wise": told.family_wise,
        "unknown": list(_unknown(tables, facts)),
        "tests": counted,
        "accused": _rows(tests.filter(pl.col("verdict") == ACCUSED), *TEST, "reference", "odds_ratio", "low", "high"),
        "not_estimable": _rows(tests.filter(pl.col("verdict") == NOT_ESTIMABLE), *TEST),
        "power": {"measure": POWERED, "gap": power_rule().gap, "power": power_rule().power, "lines": _power(tables)},
        "figures": _statuses(tables.group_figures),
        "notable": tables.group_figures["notable"].sum(),
        "proxies": _rows(
            tables.proxies.filter(pl.col("kind") == "all"), "dimension", "group", "verdict", "auc", "low", "high"
        ),
        "indicators": dict(tables.indicators.unique("feature")["state"].value_counts(sort=True).iter_rows()),
        "subgroups": _rows(tables.subgroups, "law", "step", "rule", "text_nl", "text_en"),
        "links": dict(tables.indicators["verdict"].value_counts(sort=True).iter_rows()),
    }


def _unknown(tables: AuditTables, facts: dict[str, Any]) -> Iterator[str]:
    """Yield what the audit cannot say, the names of texts, the most important first."""
    if not facts["traits"]:
        yield "no_traits"
    if (tables.group_figures["status"] == NO_RANDOM_SAMPLE).any() or tables.power.is_empty():
        yield "no_random_arm"
    if not facts["models"]:
        yield "no_models"
    if facts["cut"] is None:
        yield "no_cut"
    yield "no_plan" if facts["plan"] is None else "plan_before"
    if not facts["decisions"]:
        yield "no_decisions"
    yield from ("unseen", "register", "objection_late")


def _power(tables: AuditTables) -> list[dict[str, Any]]:
    """Return of each law the protected groups with how many random visits it would take and how many there were."""
    protected = tables.step_tests["dimension"].unique().to_list()
    lines = tables.power.filter(
        (pl.col("measure") == POWERED) & pl.col("dimension").is_in(protected) & (pl.col("group_share") <= 1 / 2)
    )
    return _rows(lines, "law", "dimension", "group", "visits_needed", "visits_made")


def _statuses(figures: pl.DataFrame) -> list[dict[str, Any]]:
    """Return of each measure how many groups could be estimated and how many not, intersections left out."""
    single = figures.filter(~pl.col("dimension").str.contains(" x ", literal=True))
    counted = single.group_by("measure").agg(groups=pl.len(), estimated=(pl.col("status") == ESTIMATED).sum())
    order = list(measures())
    rows = counted.iter_rows(named=True)
    return sorted(rows, key=lambda row: order.index(row["measure"]))


def _rows(frame: pl.DataFrame, *columns: str) -> list[dict[str, Any]]:
    return frame.select(columns).to_dicts()
