"""Signing for a feature whose question is open: a named person's decision, kept as a line of the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from getpass import getuser
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import AuditFilter, AuditLine, AuditLog, has_store
from models.evidence.feature_standing import UNLAWFUL, FeatureSignature, FeatureStanding
from models.evidence.rules import evidence_rules
from pipelines.store import store_of

SIGNED = "sign_feature"
"""The audit log's word for a feature that somebody signed for."""


@dataclass(frozen=True)
class Signing:
    """What a person signs: why, and until when; both the person and the reason are named.

    Raises:
        KompasError: No person or reason is named, or the day has passed or lies too far ahead.
    """

    by: str
    reason: str
    on: date
    until: date

    def __post_init__(self) -> None:
        for what, option, given in (("person", "--by", self.by), ("reason", "--reason", self.reason)):
            if not given.strip():
                raise KompasError(
                    f"Nobody signs without a {what}.", option, f"Name the {what} with {option}; it is recorded."
                )
        longest = evidence_rules().longest_signature_days
        if not self.on <= self.until <= self.on + timedelta(days=longest):
            raise KompasError(
                f"A signature counts from today, for at most {longest} days.",
                f"--until {self.until}",
                f"Give a day from {self.on} to {self.on + timedelta(days=longest)}.",
            )


def longest_from(day: date) -> date:
    """Return the last day that a signature of this day may count."""
    return day + timedelta(days=evidence_rules().longest_signature_days)


def sign(
    settings: KompasSettings, standings: Sequence[FeatureStanding], names: Sequence[str], signing: Signing, inputs: str
) -> tuple[FeatureSignature, ...]:
    """Record that a person signs for features, each for what is open about it now, for models with these inputs.

    Args:
        settings: The run's settings.
        standings: How the features stand now.
        names: The features.
        signing: Who, why and until when.
        inputs: The hash of the models' inputs.

    Raises:
        KompasError: There is no such feature, nothing is open about it, it may not be used at all, or the store cannot
            be written.
    """
    known = {item.feature.name: item for item in standings}
    problems = {name: _open_problems(known, name) for name in names}
    log, made = AuditLog(store_of(settings)), []
    for name, found in problems.items():
        line = log.record(getuser(), SIGNED, name, _detail(signing, found, inputs))
        made.append(_signature(line))
    return tuple(made)


def signatures_in(settings: KompasSettings) -> tuple[FeatureSignature, ...]:
    """Return everything that was signed, in order; looking makes no store where there is none.

    Raises:
        KompasError: The store cannot be read.
    """
    url = store_of(settings)
    if not has_store(url):
        return ()
    return tuple(_signature(line) for line in AuditLog(url).lines(AuditFilter(actions=(SIGNED,))))


def _open_problems(known: dict[str, FeatureStanding], name: str) -> tuple[str, ...]:
    standing = known.get(name)
    if standing is None:
        raise KompasError(
            f"The models have no feature '{name}'.", name, "`kompas evidence` lists the features that need a signature."
        )
    if UNLAWFUL in standing.problems:
        raise KompasError(
            f"'{name}' is made of a register of which the data owner answered that it may not be used.",
            name,
            "Nobody can sign for that. Hold the feature in the catalogue, or have the data owner answer anew.",
        )
    if not standing.problems:
        raise KompasError(f"Nothing is open about '{name}', so there is nothing to sign for.", name, "Sign another.")
    return standing.problems


def _detail(signing: Signing, problems: Sequence[str], inputs: str) -> dict[str, Any]:
    return {
        "responsible": signing.by,
        "reason": signing.reason,
        "until": signing.until.isoformat(),
        "problems": sorted(problems),
        "inputs": inputs,
    }


def _signature(line: AuditLine) -> FeatureSignature:
    told = line.detail
    return FeatureSignature(
        feature=line.subject,
        by=told["responsible"],
        reason=told["reason"],
        on=date.fromisoformat(line.at[:10]),
        until=date.fromisoformat(told["until"]),
        problems=frozenset(told["problems"]),
        inputs=told["inputs"],
    )
