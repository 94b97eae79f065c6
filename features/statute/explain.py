"""One fact explained: computed again for one employer by the same SQL as the build, with the rows behind it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from features.engine import DuckDBEngine, open_engine, sql_file
from features.facts import add_facts, stage_checked_chunk, stage_checks
from features.statute.parameters import Known, Parameter, Unknown, holds_on, parameter_named
from features.statute.rules import STATUSES, Rule, load_rules, rule_named
from features.window import Window, next_month

Row = dict[str, Any]
EVIDENCE_KEYS = ("employer_id", "status", "period_from", "period_to")
"""The columns with which the evidence of every rule begins."""


@dataclass(frozen=True)
class Held:
    """What was known of a parameter in a period: from when until when it was what.

    ``answer`` is ``Unknown`` when the value was not found, or when the parameter has no entry for the period.
    """

    parameter: Parameter
    first: date
    last: date | None
    answer: Known | Unknown


@dataclass(frozen=True)
class Explanation:
    """What a rule shows of one employer as known on a date: its facts, the rows behind them and the law that held.

    ``facts`` are rows of ``facts.parquet``, at most one a status; ``evidence`` holds the employer's rows, what is below
    first, with the columns of ``EVIDENCE_KEYS`` and the rule's own.
    """

    rule: Rule
    facts: list[Row]
    evidence: pl.DataFrame
    period: tuple[date, date]

    @property
    def parameters(self) -> list[Held]:
        """What the rule's parameters were in the period, parameter by parameter and in order of date."""
        return [held for name in self.rule.parameters for held in held_in(parameter_named(name), *self.period)]


def explain(
    tables: Mapping[str, str], as_of: date, employer_id: str, rule_id: str, *, threads: int, memory_limit: str
) -> Explanation:
    """Compute a rule again for one employer.

    Args:
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        as_of: What became known after this date does not exist.
        employer_id: The employer.
        rule_id: The rule.
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``.

    Raises:
        KompasError: There is no such rule, or no such employer that was active on the date.
    """
    rule, window = rule_named(rule_id), Window(as_of)
    with open_engine(threads, memory_limit) as engine:
        stage_checks(engine, tables, window, [rule])
        engine.make_table("population", "SELECT employer_id FROM employers_now WHERE active")
        _choose(engine, employer_id, as_of)
        stage_checked_chunk(engine, window.values, [rule])
        add_facts(engine, rule, window.values)
        facts = engine.read_frame(sql_file("queries/facts.sql")).to_dicts()
        evidence = engine.read_frame("SELECT * FROM evidence")
    return Explanation(rule, in_order(facts), _sorted(evidence), _period(facts, window))


def facts_of(tables: Mapping[str, str], as_of: date, employer_id: str, *, threads: int, memory_limit: str) -> list[Row]:
    """Compute the facts of all rules for one employer, with the columns of ``facts.parquet``.

    Args:
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        as_of: What became known after this date does not exist.
        employer_id: The employer.
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``.

    Raises:
        KompasError: There is no such employer that was active on the date.
    """
    rules, window = load_rules().values(), Window(as_of)
    with open_engine(threads, memory_limit) as engine:
        stage_checks(engine, tables, window, rules)
        engine.make_table("population", "SELECT employer_id FROM employers_now WHERE active")
        _choose(engine, employer_id, as_of)
        stage_checked_chunk(engine, window.values, rules)
        for rule in rules:
            add_facts(engine, rule, window.values)
        return engine.read_frame(sql_file("queries/facts.sql")).to_dicts()


def in_order(facts: Sequence[Row]) -> list[Row]:
    """Return facts in the order of their statuses: what is below first."""
    return sorted(facts, key=lambda fact: STATUSES.index(fact["status"]))


def differences(stored: Sequence[Row], computed: Sequence[Row]) -> list[str]:
    """Return in which figures the stored facts of an employer and rule are not what was computed now.

    Each is ``status.column: stored, now ...``; a fact that only one of them has is named by its status alone.
    """
    before, after = ({fact["status"]: _comparable(fact) for fact in facts} for facts in (stored, computed))
    return [
        line
        for status in STATUSES
        if status in before or status in after
        for line in _differences(status, before.get(status), after.get(status))
    ]


def held_in(parameter: Parameter, first: date, last: date) -> list[Held]:
    """Return what a parameter was on the days of a period, in order of date; at least that it has no entry for it."""
    found = [_held(parameter, entry.known) for entry in parameter.entries if _overlaps(entry.known, first, last)]
    return found or [Held(parameter, first, last, holds_on(parameter.parameter_id, first))]


def _held(parameter: Parameter, known: Known) -> Held:
    return Held(parameter, known.valid_from, known.valid_to, holds_on(parameter.parameter_id, known.valid_from))


def _choose(engine: DuckDBEngine, employer_id: str, as_of: date) -> None:
    """Make the table ``chunk`` of one employer."""
    known = engine.read_frame(
        "SELECT active FROM employers_now WHERE employer_id = $employer", {"employer": employer_id}
    )
    if known.is_empty():
        raise KompasError(
            f"There was no employer '{employer_id}' in the register as known on {as_of}.",
            "",
            "Check the number, or give another date with --as-of.",
        )
    if not known["active"][0]:
        raise KompasError(
            f"Employer '{employer_id}' was not active on {as_of}, so that it has no facts.",
            "",
            "Give a date on which it was active with --as-of.",
        )
    engine.make_table(
        "chunk", "SELECT employer_id FROM population WHERE employer_id = $employer", {"employer": employer_id}
    )


def _sorted(evidence: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("status").replace_strict(
        {status: place for place, status in enumerate(STATUSES)}, default=len(STATUSES)
    )
    return evidence.sort([rank, *(pl.col(name) for name in evidence.columns if name != "status")], nulls_last=True)


def _period(facts: Sequence[Row], window: Window) -> tuple[date, date]:
    """Return the first and last day that the facts are about; those of the whole window when there is none.

    The first day of a month stands for that month.
    """
    first = min((fact["period_from"] for fact in facts), default=window.first_period)
    last = max((fact["period_to"] for fact in facts), default=window.last_period)
    return first, next_month(last) - timedelta(days=1) if last.day == 1 else last


def _overlaps(known: Known, first: date, last: date) -> bool:
    return known.valid_from <= last and (known.valid_to is None or known.valid_to >= first)


def _comparable(fact: Row) -> Row:
    """Return a fact by figure, those of its detail among them."""
    return {**{name: value for name, value in fact.items() if name != "detail"}, **json.loads(fact["detail"] or "{}")}


def _differences(status: str, before: Row | None, after: Row | None) -> list[str]:
    if before is None or after is None:
        return [f"{status}: only {'stored' if after is None else 'computed now'}"]
    return [
        f"{status}.{name}: stored {before.get(name)}, now {after.get(name)}"
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
