"""The words of the audit in both languages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml
from models.fairness.groups import dimensions
from models.fairness.steps import step_rules
from models.inputs import Language
from pipelines.reporting.words import number
from pipelines.texts import texts_beside


def words(key: str, language: Language, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[language][key].format(**values)


def found(value: float | None, language: Language, decimals: int = 2) -> str:
    """Write a number; nothing is *not estimable*."""
    return words("not_estimable", language) if value is None else number(value, language, decimals)


def dimension_word(name: str, language: Language) -> str:
    """Name a dimension: an open one, or an audit trait."""
    opened = dimensions()
    if name in opened:
        return opened[name].labels[language]
    return trait_labels().get(name, {}).get(language, name)


def test_word(test: Mapping[str, Any], language: Language) -> str:
    """Name a test by its step, its part and its law."""
    part = "" if test["part"] is None else words("of_part", language, part=part_word(test["part"], language))
    law = "" if test["law"] is None else words("of_law", language, law=test["law"])
    return f"{step_rules().steps[test['step']].label[language]}{part}{law}"


def part_word(part: str | None, language: Language) -> str:
    """Name a part of a step."""
    return words("whole" if part is None else f"part_{part}", language)


@cache
def trait_labels() -> dict[str, dict[str, str]]:
    """Return the names of the audit traits by language."""
    content: dict[str, Any] = read_yaml(Path(__file__).with_name("traits.yaml"))
    return {name: row["labels"] for name, row in content.items()}


def told_dimensions(traits: list[str]) -> list[dict[str, Any]]:
    """Return the dimensions of an audit as data: ``name, labels, protected, policy``, in the order of telling."""
    opened = [
        {"name": name, "labels": dict(item.labels), "protected": item.protected, "policy": item.policy}
        for name, item in dimensions().items()
    ]
    kept = [
        {"name": name, "labels": trait_labels().get(name, {"nl": name, "en": name}), "protected": True, "policy": False}
        for name in traits
    ]
    return opened + kept
