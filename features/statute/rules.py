"""The rules: one folder a statute check, with what it says, what it reads and the SQL that finds its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.statute.laws import LAWS_FOLDER, load_laws
from features.statute.parameters import load_parameters

BELOW, NOT_TESTABLE, NOTED = "below", "not_testable", "noted"
STATUSES = (BELOW, NOT_TESTABLE, NOTED)
LANGUAGES = ("nl", "en")
RULE_FILE = "rule.yaml"
NEEDED = {"id", "version", "article", "title", "parameters", "sentences", "columns"}
OPTIONAL = {"because", "notes"}

Texts = Mapping[str, str]
"""One text by language."""


@dataclass(frozen=True)
class Obstacles:
    """What can stand in the way of a check: the word for what is counted and a clause for each figure of the detail."""

    counted: Texts = field(default_factory=dict)
    clauses: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A statute check.

    ``parameters`` are the ids of the statutory parameters that it reads; ``sentences`` hold, for each status that it
    can yield, the sentence by language; ``notes`` a further sentence for each figure of the detail that is told when it
    is there and not zero; ``columns`` the label of each column of its evidence by language. ``folder`` holds
    ``evidence.sql`` (row level), ``fact.sql`` (one row an employer and status) and ``cases.yaml``.
    """

    rule_id: str
    law: str
    version: str
    article: str
    title: Texts
    parameters: tuple[str, ...]
    sentences: Mapping[str, Texts]
    obstacles: Obstacles
    notes: Mapping[str, Texts]
    columns: Mapping[str, Texts]
    folder: Path


@cache
def load_rules() -> dict[str, Rule]:
    """Return the rules of all acts by id: act by act, and within an act in the order of their names.

    Raises:
        KompasError: A rule is incomplete, reads a parameter that does not exist, knows a status that does not exist or
            misses a language.
    """
    rules = [
        read_rule(path, law.law_id)
        for law in load_laws().values()
        for path in sorted(law.folder.glob(f"rules/*/{RULE_FILE}"))
    ]
    return {rule.rule_id: rule for rule in rules}


def rule_named(rule_id: str) -> Rule:
    """Return a rule.

    Raises:
        KompasError: There is no rule of that name.
    """
    rules = load_rules()
    if rule_id not in rules:
        raise KompasError(
            f"There is no rule '{rule_id}'.", str(LAWS_FOLDER), f"Use one of: {', '.join(sorted(rules))}."
        )
    return rules[rule_id]


def read_rule(path: Path, law: str) -> Rule:
    """Return the rule in one ``rule.yaml``, checked; see ``load_rules``."""
    content = read_yaml(path)
    _check(content, path)
    because = content.get("because", {})
    return Rule(
        rule_id=content["id"],
        law=law,
        version=content["version"],
        article=content["article"],
        title=content["title"],
        parameters=tuple(content["parameters"]),
        sentences=content["sentences"],
        obstacles=Obstacles(**because),
        notes=content.get("notes", {}),
        columns=content["columns"],
        folder=path.parent,
    )


def _check(content: Any, path: Path) -> None:
    _require(isinstance(content, dict), "it is no list of named parts", path)
    missing, strange = NEEDED - set(content), set(content) - NEEDED - OPTIONAL
    _require(not missing, f"it lacks {_listed(missing)}", path)
    _require(not strange, f"it has {_listed(strange)}, which no rule has", path)
    _require(content["id"] == path.parent.name, f"its folder is not called '{content['id']}'", path)
    _require(isinstance(content["version"], str), 'its version is not written as a text, such as "1"', path)
    unknown = set(content["parameters"]) - set(load_parameters())
    _require(not unknown, f"there is no parameter {_listed(unknown)}", path)
    statuses = set(content["sentences"])
    _require(bool(statuses) and statuses <= set(STATUSES), f"its statuses {_listed(statuses)} are not all ours", path)
    for what, texts in _texts(content).items():
        _require(_bilingual(texts), f"{what} is not given in {' and '.join(LANGUAGES)}", path)


def _texts(content: dict[str, Any]) -> dict[str, Any]:
    """Return every text that people read, under the name by which an error calls it."""
    because = content.get("because", {"clauses": {}})
    counted = {"what the obstacles count": because.get("counted")} if because.get("clauses") else {}
    return {
        "the title": content["title"],
        **{f"the sentence of status '{status}'": texts for status, texts in content["sentences"].items()},
        **{f"the note on '{name}'": texts for name, texts in content.get("notes", {}).items()},
        **{f"the label of column '{name}'": texts for name, texts in content["columns"].items()},
        **{f"the clause of obstacle '{name}'": texts for name, texts in because.get("clauses", {}).items()},
        **counted,
    }


def _bilingual(texts: Any) -> bool:
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
        return False
    return all(isinstance(text, str) and text for text in texts.values())


def _listed(names: set[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


def _require(holds: bool, problem: str, path: Path) -> None:
    if not holds:
        raise KompasError(f"A rule is wrong: {problem}.", str(path), "Compare with the rule.yaml of a rule beside it.")
