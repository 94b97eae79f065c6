"""How each feature stands before activation: which of its five questions are open, and who signed why it may stay."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl

from features.feature import Feature
from features.indicator import (
    EXPIRED,
    LAWFUL,
    MISSING,
    SUBSTANTIVE,
    Indicator,
    Register,
    state_on,
)
from models.fairness.indicator_links import HOLDS
from models.labels import LAWS

UNLAWFUL = "unlawful"
"""A data owner answered *no* of a register that the feature is made of; nobody signs for that."""


@dataclass(frozen=True)
class FeatureSignature:
    """A named person's decision that a feature may be used although a question on it is open.

    Attributes:
        feature: The feature; ``*`` in an example: any.
        by: Who signed.
        reason: Why.
        on: When.
        until: Until which day it counts, that day included.
        problems: The open questions that were signed for; one that comes later is not.
        inputs: The hash of the model's inputs, in order: a model with other inputs needs new signatures.
        example: Whether it is an example that comes with the program, for any problem and any inputs.
    """

    feature: str
    by: str
    reason: str
    on: date
    until: date
    problems: frozenset[str] = frozenset()
    inputs: str = ""
    example: bool = False

    def covers(self, problems: Collection[str], inputs: str, day: date) -> bool:
        """Tell whether it still counts on a day, for a model with these inputs and a feature with these problems."""
        if day > self.until or UNLAWFUL in problems:
            return False
        return self.example or (self.inputs == inputs and set(problems) <= self.problems)


@dataclass(frozen=True)
class FeatureStanding:
    """A feature, what is open about it, and the signature that lets it stay; ``problems`` as ``problems_of`` says."""

    feature: Feature
    state: str
    problems: tuple[str, ...]
    links: Mapping[str, str]
    signature: FeatureSignature | None

    @property
    def keeps_out(self) -> bool:
        """Whether it keeps a model out of use."""
        return bool(self.problems) and self.signature is None


@dataclass(frozen=True)
class Lawfulness:
    """What data owners answered: of which registers *yes*, and of which *no*."""

    allowed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def confirms(self, feature: Feature, indicator: Indicator, registers: Mapping[str, Register]) -> bool:
        """Tell whether the answers on registers answer whether a feature is lawful: it adds no question of its own."""
        asked = {reason for table in feature.source_tables for reason in registers[table].lawful.reasons}
        return set(feature.source_tables) <= self.allowed and set(indicator.lawful.reasons) <= asked


def inputs_hash(names: Sequence[str]) -> str:
    """Return the SHA-256 of a model's inputs in their order."""
    return sha256("\n".join(names).encode()).hexdigest()


def problems_of(
    day: date,
    feature: Feature,
    indicator: Indicator | None,
    links: Mapping[str, str],
    lawfulness: Lawfulness,
    registers: Mapping[str, Register],
) -> tuple[str, tuple[str, ...]]:
    """Return how the file of a feature stands on a day, and everything that is open about the feature.

    Args:
        day: The day.
        feature: The entry of the catalogue.
        indicator: Its indicator file; ``None``: there is none.
        links: For each act, the verdict on the statistical link on the random sample.
        lawfulness: What data owners answered of the registers.
        registers: What is said of each register once.

    Returns:
        The state of the file, and the problems: ``missing``, ``expired``, ``lawful`` or ``substantive`` to be
        confirmed, ``unlawful``, and ``<verdict>:<act>`` for each act that the feature bears on where the link does not
        hold.
    """
    confirmed = [LAWFUL] if indicator is not None and lawfulness.confirms(feature, indicator, registers) else []
    state = state_on(day, feature, indicator, confirmed)
    found: list[str] = [state.state] if state.state in (MISSING, EXPIRED) else []
    if state.state != MISSING:
        found += [question for question in (LAWFUL, SUBSTANTIVE) if question in state.unanswered]
    if set(feature.source_tables) & lawfulness.refused:
        found.append(UNLAWFUL)
    found += _open_links(indicator.laws if indicator is not None else LAWS, links)
    return state.state, tuple(found)


def standings(
    day: date,
    features: Sequence[Feature],
    indicators: Mapping[str, Indicator],
    links: pl.DataFrame,
    lawfulness: Lawfulness,
    registers: Mapping[str, Register],
    signatures: Sequence[FeatureSignature],
) -> tuple[FeatureStanding, ...]:
    """Return how each feature of a model stands on a day, in the order of the model's inputs.

    Args:
        day: The day.
        features: The features of the matrix, in order.
        indicators: Their files.
        links: As ``models.fairness.indicator_links`` gives them: ``law, feature, verdict`` and more.
        lawfulness: What data owners answered of the registers.
        registers: What is said of each register once.
        signatures: What was signed, the latest last; of one feature the latest that covers its problems counts.
    """
    verdicts: dict[str, dict[str, str]] = {}
    for law, name, verdict in links.select("law", "feature", "verdict").iter_rows():
        verdicts.setdefault(name, {})[law] = verdict
    inputs = inputs_hash([feature.name for feature in features])
    return tuple(
        _standing(day, feature, indicators, verdicts.get(feature.name, {}), lawfulness, registers, signatures, inputs)
        for feature in features
    )


def _standing(
    day: date,
    feature: Feature,
    indicators: Mapping[str, Indicator],
    links: Mapping[str, str],
    lawfulness: Lawfulness,
    registers: Mapping[str, Register],
    signatures: Sequence[FeatureSignature],
    inputs: str,
) -> FeatureStanding:
    state, problems = problems_of(day, feature, indicators.get(feature.name), links, lawfulness, registers)
    own = [item for item in signatures if item.feature == feature.name or item.example]
    covering = [item for item in own if item.covers(problems, inputs, day)] if problems else []
    return FeatureStanding(feature, state, problems, links, covering[-1] if covering else None)


def _open_links(laws: Sequence[str], links: Mapping[str, str]) -> Iterator[str]:
    for law in laws:
        verdict = links.get(law, "unmeasured")
        if verdict != HOLDS:
            yield f"{verdict}:{law}"
