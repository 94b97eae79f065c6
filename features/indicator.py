"""The indicator file of one feature: what had to be asked before it may help to choose whom to visit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from features.feature import Bilingual, Feature

LAWFUL, PROXY, QUALITY, STATISTICAL, SUBSTANTIVE = "lawful", "proxy", "quality", "statistical", "substantive"
QUESTIONS = (LAWFUL, PROXY, QUALITY, STATISTICAL, SUBSTANTIVE)
"""The five questions of the Algoritmekader (measure 3-dat-02), in its order."""

YES, NO, TO_CONFIRM = "yes", "no", "to_confirm"
ANSWERS = (YES, TO_CONFIRM, NO)
"""What can be answered, from the mildest to the strictest."""

HIGHER, LOWER, EITHER = "higher", "lower", "either"
EXPECTATIONS = (HIGHER, LOWER, EITHER)

COMPLETE, MISSING, EXPIRED, UNANSWERED = "complete", "missing", "expired", "unanswered"


@dataclass(frozen=True)
class Provision:
    """A provision of law, and how sure it is that it says so: high, medium, low or unverified."""

    provision: str
    certainty: str


@dataclass(frozen=True)
class Lawful:
    """Whether these data may be used to choose visits: by which provisions, and what is to be said of it."""

    answer: str
    provisions: tuple[Provision, ...]
    reasons: tuple[Bilingual, ...]

    def joined(self, other: "Lawful") -> "Lawful":
        """Return the stricter of the two answers, with the provisions and reasons of both, each once."""
        return Lawful(
            max(self.answer, other.answer, key=ANSWERS.index),
            tuple(dict.fromkeys(self.provisions + other.provisions)),
            tuple(dict.fromkeys(self.reasons + other.reasons)),
        )


@dataclass(frozen=True)
class Register:
    """What a feature takes over from each register it is made of: may it be used, and what is weak about it."""

    lawful: Lawful
    quality: Bilingual


@dataclass(frozen=True)
class Substantive:
    """Why the feature bears on breaking the law; ``source`` is a text or study, or ``"reasoning"``."""

    answer: str
    source: str
    reason: Bilingual


@dataclass(frozen=True)
class Indicator:
    """The answers that stand in a feature's file; what the catalogue holds (proxy, owner, review date) is not repeated.

    The statistical link is measured, not written down: ``expected`` says which way it should go in the acts ``laws``.
    ``reviewers`` are the roles that must look at the file. It is a proposal: signatures are people's, kept elsewhere.
    """

    name: str
    lawful: Lawful
    quality: tuple[Bilingual, ...]
    substantive: Substantive
    expected: str
    laws: tuple[str, ...]
    reviewers: Bilingual

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions whose answer is still to be confirmed."""
        asked = ((LAWFUL, self.lawful.answer), (SUBSTANTIVE, self.substantive.answer))
        return tuple(question for question, answer in asked if answer == TO_CONFIRM)

    def expected_in(self, law: str) -> str:
        """Return which way the link should go in an act; either way in an act that the feature does not bear on."""
        return self.expected if law in self.laws else EITHER


@dataclass(frozen=True)
class IndicatorState:
    """How a feature's file stands on a day: complete, missing, expired or unanswered, and which questions are open."""

    state: str
    unanswered: tuple[str, ...] = ()


def state_on(
    day: date, feature: Feature, indicator: Indicator | None, confirmed: Collection[str] = ()
) -> IndicatorState:
    """Return how the file of a feature stands on a day.

    A file that is past its review date is expired whatever it answers. The statistical link is no part of this: it is
    measured on the random arm.

    Args:
        day: The day on which it must hold; the review date itself still counts.
        feature: The entry of the catalogue, with the review date.
        indicator: The file; ``None`` when there is none.
        confirmed: Questions that a named person has answered since.
    """
    if indicator is None:
        return IndicatorState(MISSING, QUESTIONS)
    unanswered = tuple(question for question in indicator.unanswered if question not in confirmed)
    if feature.review_date < day:
        return IndicatorState(EXPIRED, unanswered)
    return IndicatorState(UNANSWERED if unanswered else COMPLETE, unanswered)
