"""The sentence of a fact, with its figures in the reader's language. A fact is never called more than it is."""

import json
from collections.abc import Mapping
from typing import Any

from data_contracts.errors import KompasError
from features.formatting import SentenceFormatter, listed
from features.statute.laws import LAWS_FOLDER
from features.statute.rules import Obstacles, load_rules


def fact_sentence(rule: str, status: str, row_values: Mapping[str, Any], language: str) -> str:
    """Return what a row of ``facts.parquet`` says.

    Args:
        rule: The row's ``rule``.
        status: One of the statuses for which the rule has a sentence: ``"below"``, ``"not_testable"``, ``"noted"``.
        row_values: The row's other columns; ``detail`` as JSON text or already read.
        language: ``"nl"`` or ``"en"``.

    Raises:
        KompasError: There is no such rule, it has no sentence for the status, or the row lacks a figure that it needs.
    """
    known = load_rules().get(rule)
    if known is None or status not in known.sentences:
        raise _not_told(f"There is no sentence for rule '{rule}' with status '{status}'.")
    detail = row_values.get("detail") or {}
    figures = json.loads(detail) if isinstance(detail, str) else dict(detail)
    figures |= dict(row_values) | {"because": obstacle_clauses(known.obstacles, figures, language)}
    notes = [texts[language] for name, texts in known.notes.items() if figures.get(name)]
    try:
        return SentenceFormatter(language).fill(" ".join([known.sentences[status][language], *notes]), figures)
    except KeyError as error:
        raise _not_told(f"A fact of rule '{rule}' with status '{status}' has no figure {error}.") from error


def obstacle_clauses(obstacles: Obstacles, figures: Mapping[str, Any], language: str) -> str:
    """Return what stood in the way of a check: one cause needs no count, and what does not occur is left out."""
    found = {name: clause[language] for name, clause in obstacles.clauses.items() if figures.get(name)}
    if len(found) < 2:
        return "".join(f", {clause}" for clause in found.values())
    fill = SentenceFormatter(language).fill
    parts = [fill(f"{{{name}:{obstacles.counted[language]}}} {clause}", figures) for name, clause in found.items()]
    return f": {listed(parts, language)}"


def _not_told(what: str) -> KompasError:
    return KompasError(what, str(LAWS_FOLDER), "Run `kompas features`, which builds the facts with this version.")
