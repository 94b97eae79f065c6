"""The sentence of a fact, with its figures in the reader's language. A fact is never called more than it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from data_contracts.errors import KompasError
from features.formatting import SentenceFormatter, listed
from features.statute.laws import LAWS_FOLDER, load_laws, read_yaml

STATUSES = ("below", "not_testable")


@dataclass(frozen=True)
class Obstacles:
    """What can stand in the way of a check: the word for what is counted and a clause for each figure of the detail."""

    counted: Mapping[str, str]
    clauses: Mapping[str, Mapping[str, str]]

    def explain(self, figures: Mapping[str, Any], language: str) -> str:
        """Return how the sentence goes on: one cause needs no count, and what does not occur is left out."""
        found = {name: clause[language] for name, clause in self.clauses.items() if figures.get(name)}
        if len(found) < 2:
            return "".join(f", {clause}" for clause in found.values())
        fill = SentenceFormatter(language).fill
        parts = [fill(f"{{{name}:{self.counted[language]}}} {clause}", figures) for name, clause in found.items()]
        return f": {listed(parts, language)}"


@dataclass(frozen=True)
class Rule:
    """A statute check: its act, article and version, and its sentences by status and language."""

    rule_id: str
    law: str
    version: str
    article: str
    title_nl: str
    title_en: str
    sentences: Mapping[str, Mapping[str, str]]
    obstacles: Obstacles


@cache
def load_rules() -> dict[str, Rule]:
    """Return the rules of all acts by id."""
    rules = [
        _read_rule(entry, law.law_id)
        for law in load_laws().values()
        if (law.folder / "reasons.yaml").is_file()
        for entry in read_yaml(law.folder / "reasons.yaml")["rules"]
    ]
    return {rule.rule_id: rule for rule in rules}


def fact_sentence(rule: str, status: str, row_values: Mapping[str, Any], language: str) -> str:
    """Return what a row of ``facts.parquet`` says.

    Args:
        rule: The row's ``rule``.
        status: ``"below"`` or ``"not_testable"``.
        row_values: The row's other columns; ``detail`` as JSON text or already read.
        language: ``"nl"`` or ``"en"``.

    Raises:
        KompasError: There is no such rule or status.
    """
    rules = load_rules()
    if rule not in rules or status not in STATUSES:
        raise KompasError(
            f"There is no sentence for rule '{rule}' with status '{status}'.",
            str(LAWS_FOLDER),
            "Build the facts again with this version of the program.",
        )
    detail = row_values.get("detail") or {}
    figures = json.loads(detail) if isinstance(detail, str) else dict(detail)
    figures |= dict(row_values) | {"because": rules[rule].obstacles.explain(figures, language)}
    return SentenceFormatter(language).fill(rules[rule].sentences[status][language], figures)


def _read_rule(entry: dict[str, Any], law: str) -> Rule:
    sentences = {status: {"nl": entry[status]["nl"], "en": entry[status]["en"]} for status in STATUSES}
    title = entry["title"]
    because = entry.get("because", {"counted": {}, "clauses": {}})
    obstacles = Obstacles(because["counted"], because["clauses"])
    return Rule(entry["id"], law, entry["version"], entry["article"], title["nl"], title["en"], sentences, obstacles)
