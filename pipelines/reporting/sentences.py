"""Reason sentences of a report: what raises or lowers a row's estimate, with its own figure and the usual one."""

from collections.abc import Callable

import polars as pl

from models.inputs import LANGUAGES, Language
from pipelines.reporting.report import ReasonLine, Texts
from pipelines.reporting.words import compact, signed, words

ShowNumber = Callable[[str, float, Language], str]
"""From a group's name and a number to what people read."""


def plain_number(group: str, value: float, language: Language) -> str:
    """Write a number as it is, whatever the group."""
    del group
    return compact(value, language)


def reason_lines(
    reasons: pl.DataFrame, shown: pl.DataFrame, labels: dict[str, Texts], show_number: ShowNumber = plain_number
) -> tuple[ReasonLine, ...]:
    """Put one row's reasons into words.

    Args:
        reasons: ``row, direction, position, feature, contribution`` of one row, as ``strongest_reasons`` gives them.
        shown: What a person reads for each group, one row a test row; numbers also give the median to compare with.
        labels: Names of the groups.
        show_number: Writes a group's numbers.
    """
    lines = []
    for reason in reasons.iter_rows(named=True):
        group = reason["feature"]
        sentence: Texts = {
            language: _sentence(reason, shown[group], labels[group][language], language, show_number)
            for language in LANGUAGES
        }
        lines.append(ReasonLine(reason["direction"], reason["contribution"], sentence))
    return tuple(lines)


def _sentence(
    reason: dict[str, object], shown: pl.Series, label: str, language: Language, show_number: ShowNumber
) -> str:
    key = "raises" if reason["direction"] == "up" else "lowers"
    group, contribution = str(reason["feature"]), signed(float(str(reason["contribution"])), language)
    value = shown[int(str(reason["row"]))]
    if not shown.dtype.is_float():
        return words(
            f"{key}_category", language, contribution=contribution, label=label, value=_in_words(value, language)
        )
    median = shown.median()
    numbers = [number if isinstance(number, float) else None for number in (value, median)]
    texts = [words("unknown", language) if item is None else show_number(group, item, language) for item in numbers]
    return words(key, language, contribution=contribution, label=label, value=texts[0], peer=texts[1])


def _in_words(value: bool | str | None, language: Language) -> str:
    if isinstance(value, bool):
        return words("yes" if value else "no", language)
    return value or words("unknown", language)
