"""What a case may not read: what came of the decision, and what the deny-list keeps out of every input."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from features.deny_list import denied_ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.cases.definition import CaseDefinition


def refuse_outcomes_as_inputs(case: CaseDefinition) -> None:
    """Refuse inputs, keys and conditions that read the outcome, the day it became known, or the published score.

    A condition may read that day where it is the day of the decision itself.

    Raises:
        ValueError: Something reads what was not known at the decision.
    """
    unknown = {case.outcome.known_on: "the date of the outcome", case.outcome.column: "the outcome"}
    if case.published and case.published.score:
        unknown[case.published.score] = "the published score"
    same_day = {case.decided_on} - {case.outcome.column}
    for reader, column in _inputs_and_keys(case):
        _refuse_unknown(reader, column, unknown)
    in_conditions = {column: what for column, what in unknown.items() if column not in same_day}
    for reader, column in _conditions(case):
        _refuse_unknown(reader, column, in_conditions)


def refuse_denied_grounds(case: CaseDefinition) -> None:
    """Refuse attributes, histories and conditions whose name or column the deny-list keeps out.

    A condition on nationality would choose whom the ranking is about by nationality, which is no better than an input.

    Raises:
        ValueError: Something speaks of a denied ground, such as nationality.
    """
    attributes = [(f"attribute '{item.name}'", item.name, item.column) for item in case.attributes]
    histories = [(f"history '{item.name}'", item.name, item.entity) for item in case.history]
    conditions = [(reader, column, column) for reader, column in _conditions(case)]
    for reader, name, column in (*attributes, *histories, *conditions):
        denied = denied_ground(_as_words(name)) or denied_ground(_as_words(column))
        if denied:
            what, word = denied
            raise ValueError(
                f"{reader} with column '{column}' speaks of {what} (the word '{word}'): "
                "features/deny_list.yaml keeps that out"
            )


def refuse_protected_inputs(case: CaseDefinition) -> None:
    """Refuse inputs, keys and conditions on a column by which groups are protected: it is there to judge, not to rank.

    Raises:
        ValueError: Something reads such a column.
    """
    protected = {item.column for item in case.fairness.groups if item.protected} if case.fairness else set()
    for reader, column in (*_inputs_and_keys(case), *_conditions(case)):
        if column in protected:
            raise ValueError(f"{reader} reads column '{column}', by which the case has a protected fairness group")


def _refuse_unknown(reader: str, column: str, unknown: dict[str, str]) -> None:
    if column in unknown:
        raise ValueError(
            f"{reader} reads column '{column}', which holds {unknown[column]}: it was not known at the decision"
        )


def _inputs_and_keys(case: CaseDefinition) -> Iterator[tuple[str, str]]:
    yield from ((f"attribute '{item.name}'", item.column) for item in case.attributes)
    yield from ((f"history '{item.name}'", item.entity) for item in case.history)
    yield from (("id", case.id), ("entity", case.entity))
    if case.table.one_row_per:
        yield "table.one_row_per", case.table.one_row_per


def _conditions(case: CaseDefinition) -> Iterator[tuple[str, str]]:
    for place, conditions in (
        ("rows", case.rows),
        ("split.train", case.split.train.where),
        ("split.test", case.split.test.where),
    ):
        yield from ((f"a condition of {place}", item.column) for item in conditions)


def _as_words(name: str) -> str:
    """Return a name with its words apart, as the deny-list reads them: ``ZipCode`` becomes ``Zip_Code``."""
    return re.sub(r"[^0-9A-Za-z]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name))
