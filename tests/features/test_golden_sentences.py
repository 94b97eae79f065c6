"""Every sentence of a reason and of a fact, as it is read in either language."""

from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from features.catalogue import load_catalogue
from features.feature import Feature
from features.formatting import SentenceFormatter
from features.statute.articles import article_text
from features.statute.rules import STATUSES, Rule, load_rules
from features.statute.sentences import fact_sentence
from tests.support.golden import assert_golden

# An employer's value and that of its peers: unlike, alike as read, and without peers.
Figures = tuple[tuple[float, float | None], ...]
BY_FORMAT: dict[str, Figures] = {
    "percent": ((0.476, 0.02), (1.0, 0.0), (0.0002, 0.0), (0.0, 0.372), (0.0, 0.0), (0.25, None)),
    "number": ((2.0, 1.0), (1.0, 0.0), (1.0, 1.0), (3.0, None)),
    "eur": ((27.5, 30.0), (27.5, 27.504), (31.2, None)),
    "yes_no": ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, None)),
    "days": ((126.0, 221.0), (1.0, 1000.0), (60.0, 60.0), (365.0, None)),
}
BY_NAME: dict[str, Figures] = {
    "finding_share": ((0.477, 0.372), (0.372, 0.3721), (0.25, None)),
    "holiday_reserve_gap": ((0.08, 0.0), (0.0002, 0.0), (0.0, 0.0), (0.013, None)),
    "hours_per_worker": ((128.2, 107.42), (104.0, 112.5), (121.0, 121.04), (1.0, None)),
    "lent_hours_per_paid_hour": ((0.396, 0.31), (12.5, 0.0), (1.0, 1.0), (0.25, None)),
    "below_after_raise": ((0.21, 0.02), (-0.1, 0.0), (0.05, 0.05), (0.3, None)),
    "mean_pay_ratio": ((1.262, 1.378), (0.9999, 1.0), (1.378, 1.378), (1.817, None)),
    "workers": ((2147.917, 705.083), (0.97, 2.2), (1.0, 1.04), (3.0, None)),
}
DIRECTIONS = ("up", "down")
# The figures of facts: by the name, or by how it ends; of everything else there is one, or there are seven.
ALWAYS = {"questions": 10, "supplied": 4, "not_supplied": 6, "threshold": 6}
ONE = ALWAYS | {"_cents": 390, "_minutes": 60, "_percent": 0.3, "largest_shortfall_per_hour_cents": 39}
MORE = ALWAYS | {
    "_cents": 123_456_78,
    "_minutes": 90_030,
    "_percent": 12.3,
    "largest_shortfall_per_hour_cents": 251,
    "worker_months": 1234,
    "months": 3,
    "parties": 2,
}
ALONE, TOGETHER = 1, 7


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_golden_sentences_of_reasons(language: str) -> None:
    lines = [line for feature in load_catalogue().features for line in _of_feature(feature, language)]
    assert_golden(f"reasons.{language}.txt", _as_text(lines))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_golden_sentences_of_facts(language: str) -> None:
    lines = [line for rule in load_rules().values() for line in _of_rule(rule, language)]
    assert_golden(f"facts.{language}.txt", _as_text(lines))


CHANGE: Figures = ((0.21, 0.02), (-0.1, 0.0), (-0.05, -0.05), (-0.3, None))
DISTANCE: Figures = ((2.4, 0.1), (-1.25, 0.0), (-0.5, -0.5), (10.0, None))


def _figures_of(feature: Feature) -> Figures:
    """Return the examples for a feature: its own, those of changes and distances, or those of its format."""
    if feature.name.startswith("peer_distance_"):
        return DISTANCE
    if feature.name.endswith("_change") and feature.value_format == "percent":
        return CHANGE
    return BY_NAME.get(feature.name, BY_FORMAT[feature.value_format])


def _of_feature(feature: Feature, language: str) -> Iterator[str]:
    yield f"# {feature.name}: {feature.label.in_language(language)}"
    for direction in DIRECTIONS:
        for value, peer in _figures_of(feature):
            yield f"{direction:5}{feature.phrase(direction, value, peer, language)}"
    missing = {feature.phrase(direction, None, 1.0, language) for direction in DIRECTIONS}
    yield from (f"none {sentence}" for sentence in missing)
    yield ""


def _of_rule(rule: Rule, language: str) -> Iterator[str]:
    yield f"# {rule.rule_id} ({article_text(rule.article, language)}): {rule.title[language]}"
    for status in (status for status in STATUSES if status in rule.sentences):
        template = rule.sentences[status][language]
        for given, rest in ((ONE, ALONE), (MORE, TOGETHER)):
            for detail in _details(rule, template, together=rest == TOGETHER):
                figures = _figures(template, given, rest) | {"detail": detail}
                yield f"{status:14}{fact_sentence(rule.rule_id, status, figures, language)}"
    for name, texts in rule.notes.items():
        told = [
            SentenceFormatter(language).fill(texts[language], _figures(texts[language], given, rest))
            for given, rest in ((ONE, ALONE), (MORE, TOGETHER))
        ]
        yield from (f"+ {name}: {sentence}" for sentence in dict.fromkeys(told))
    yield ""


def _figures(template: str, given: dict[str, float], rest: int) -> dict[str, float]:
    names = [name for _, name, _, _ in Formatter().parse(template) if name and name != "because"]
    return {name: given.get(name, given.get(f"_{name.split('_')[-1]}", rest)) for name in names}


def _details(rule: Rule, template: str, *, together: bool) -> list[dict[str, Any]]:
    """Without obstacles nothing; with them each alone, or all together."""
    names = list(rule.obstacles.clauses) if "{because}" in template else []
    if not names:
        return [{}]
    if together:
        return [{name: number for number, name in enumerate(names, start=1)}]
    none = dict.fromkeys(names, 0)
    return [none | {name: 1} for name in names]


def _as_text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
