"""The rules of the search for subgroups, and a subgroup in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml
from features.formatting import listed
from models.fairness.groups import dimensions
from models.inputs import LANGUAGES, Language
from models.wording import FigureFormatter, Texts


@dataclass(frozen=True)
class SubgroupRules:
    """How subgroups are searched and tested; the fields are explained in ``subgroups.yaml``."""

    conditions: int
    splits: int
    candidates: int
    bins: int
    fewest_in_bin: int
    family_wise: float


@cache
def subgroup_rules() -> SubgroupRules:
    """Return the rules of ``subgroups.yaml``."""
    return SubgroupRules(**_content()["rules"])


def rule_texts(rule: Sequence[tuple[str, str]], worse: str, figures: Mapping[str, Any]) -> Texts:
    """Return in each language which group fares worse, with its figures.

    Args:
        rule: The conditions: pairs of dimension and group.
        worse: A key of ``worse`` in ``subgroups.yaml``.
        figures: Shares ``value, expected, difference, low, high`` and the number of ``units``.
    """
    return {language: _text(rule, worse, figures, language) for language in LANGUAGES}


def _text(rule: Sequence[tuple[str, str]], worse: str, figures: Mapping[str, Any], language: Language) -> str:
    conditions = [_condition(dimension, group, language) for dimension, group in rule]
    known = {"group": listed(conditions, language), **figures}
    return FigureFormatter(language).vformat(_content()["worse"][worse][language], (), known)


def _condition(dimension: str, group: str, language: Language) -> str:
    known, names = dimensions(), _content()["groups"]
    label = known[dimension].labels[language] if dimension in known else dimension
    text: str = _content()["condition"][language]
    return text.format(dimension=label.lower(), group=names[group][language] if group in names else group)


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_name("subgroups.yaml"))
    return content
