"""What an evaluation report says, apart from how it looks."""

from dataclasses import dataclass, field

from models.arrays import JsonObject
from models.evaluation.curves import CurvePoint
from models.evaluation.evaluate import Figure
from models.evaluation.reliability import CalibrationCheck

Texts = dict[str, str]
"""A text by language: ``{"nl": ..., "en": ...}``."""


@dataclass(frozen=True)
class ReasonLine:
    """One reason in words, and its contribution to the log-odds."""

    direction: str
    contribution: float
    sentence: Texts


@dataclass(frozen=True)
class Example:
    """A row of the test period: its rank, the estimate, what came of it, and why it was ranked so.

    ``base``, the reasons' contributions and ``rest`` (all inputs without a sentence) add up to ``log_odds``, the
    calibrated log-odds, whose sigmoid is ``probability``.
    """

    row: str
    rank: int
    probability: float
    outcome: bool
    base: float
    log_odds: float
    rest: float
    reasons: tuple[ReasonLine, ...]


@dataclass(frozen=True)
class TextTable:
    """A table of text: the head's cells and the rows' cells."""

    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Extra:
    """A further table of a section or report, with what it says in plain words above it, and the same as data.

    ``lines`` are sentences below each other, beside the table or instead of one.
    """

    name: str
    title: Texts
    note: Texts
    tables: dict[str, TextTable]
    data: list[JsonObject]
    lines: tuple[Texts, ...] = ()


@dataclass(frozen=True)
class Section:
    """One model of the report: a variant of a case, or a law.

    ``rankings`` names the rankings in the order shown, the model first; ``calibration`` holds those whose scores
    can be read as a chance; ``curves`` the capture curves, and ``extras`` what else there is to tell.
    """

    name: str
    label: Texts
    training: JsonObject
    test: JsonObject
    rankings: dict[str, Texts]
    figures: tuple[Figure, ...]
    calibration: dict[str, CalibrationCheck]
    importance: dict[str, float]
    importance_labels: dict[str, Texts]
    examples: tuple[Example, ...] = ()
    as_visited: float | None = None
    curves: tuple[CurvePoint, ...] = ()
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True)
class QuotedFigure:
    """A figure as its publisher gave it, not computed here."""

    label: Texts
    metric: str
    cut: float | None
    value: float
    source: str


@dataclass(frozen=True)
class Report:
    """A whole evaluation.

    ``not_applicable`` names measures that this evaluation cannot give, each with the reason; ``extras`` are tables of
    the report as a whole, before its sections.
    """

    name: str
    title: Texts
    source: str
    outcome: Texts
    sections: tuple[Section, ...]
    notes: tuple[Texts, ...] = ()
    quoted: tuple[QuotedFigure, ...] = ()
    not_applicable: dict[str, Texts] = field(default_factory=dict)
    extras: tuple[Extra, ...] = ()
    synthetic: bool = False
    rounds: int = 0
    seed: int = 0
