"""The report's words and its way of writing figures, in both languages."""

import math

from models.evaluation.bootstrap import Estimate
from models.evaluation.evaluate import Figure
from models.inputs import LANGUAGES, Language
from pipelines.reporting.report import Texts
from pipelines.texts import texts_beside

PERCENT_METRICS = frozenset({"precision", "capture", "first_half_capture"})
DECIMALS = {"days_earlier": 1, "lift": 2}


def words(key: str, language: Language, **values: object) -> str:
    """Return a text of the report in a language, with its places filled."""
    return texts_beside(__file__)[language][key].format(**values)


def in_both(key: str, **values: object) -> Texts:
    """Return a text in all languages."""
    return {language: words(key, language, **values) for language in LANGUAGES}


def number(value: float, language: Language, decimals: int = 3) -> str:
    """Write a number in the language's form: ``1.234,5`` in Dutch, ``1,234.5`` in English."""
    if not math.isfinite(value):
        return words("not_applicable", language)
    text = f"{value:z,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def signed(value: float, language: Language) -> str:
    """Write a contribution with its sign and two decimals."""
    return f"{'+' if value > 0 else ''}{number(value, language, 2)}"


def compact(value: float, language: Language) -> str:
    """Write a value as short as it can be said: no decimals for whole numbers, at most two for others."""
    if not math.isfinite(value):
        return words("unknown", language)
    return number(value, language, 0 if value == round(value) else 2)


def percent(share: float, language: Language, decimals: int = 1) -> str:
    """Write a share as a percentage, without decimals where it is a whole one."""
    hundredfold = 100 * share
    if not math.isfinite(hundredfold):
        return words("not_applicable", language)
    return f"{number(hundredfold, language, 0 if abs(hundredfold - round(hundredfold)) < 1e-9 else decimals)}%"


def metric_name(metric: str, cut: float | None, language: Language) -> str:
    """Name a measure, with its cut if it has one."""
    return words(metric, language, cut="" if cut is None else percent(cut, language))


def figure_text(metric: str, value: float, language: Language) -> str:
    """Write a figure in its measure's own unit."""
    if metric in PERCENT_METRICS:
        return percent(value, language)
    if metric == "regret":
        return number(100 * value, language, 1)
    return number(value, language, DECIMALS.get(metric, 3))


def with_interval(metric: str, estimate: Estimate, language: Language, signed: bool = False) -> str:
    """Write a figure with its interval in the measure's own unit."""
    parts = [figure_text(metric, value, language) for value in (estimate.value, estimate.low, estimate.high)]
    sign = "+" if signed and estimate.value > 0 else ""
    return f"{sign}{parts[0]} ({parts[1]} – {parts[2]})"


def figure_of(figures: tuple[Figure, ...], ranking: str, metric: str, cut: float | None) -> Figure | None:
    """Return one figure over all test periods, if it was measured."""
    wanted = (ranking, metric, cut, None)
    return next((item for item in figures if (item.ranking, item.metric, item.cut, item.period) == wanted), None)
