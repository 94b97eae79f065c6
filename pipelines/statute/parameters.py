"""``kompas statute show`` and ``gaps``: what holds on a date, and what of it is not known or was not checked."""

from collections.abc import Iterator
from datetime import date

from features.statute.articles import article_text
from features.statute.parameters import Known, Parameter, Unknown, holds_on, load_parameters, parameter_named
from features.statute.rules import load_rules
from features.statute.values import value_text
from pipelines.statute.words import Language, certainty_text, day_text, period_text, words

CERTAIN = "high"
UNKNOWN = "unknown"
SHOWN_UNITS = ("percent", "months", "years")
"""Units that the words of a value do not say by themselves."""


def list_lines(language: Language) -> Iterator[str]:
    """Yield the id and title of every parameter."""
    width = max(map(len, load_parameters()))
    for parameter_id, parameter in sorted(load_parameters().items()):
        yield f"{parameter_id:<{width}}  {title_of(parameter, language)}"


def show_lines(parameter_id: str, on: date, language: Language) -> Iterator[str]:
    """Yield what a parameter is on a date, with article, source and certainty.

    Raises:
        KompasError: There is no such parameter.
    """
    parameter = parameter_named(parameter_id)
    yield f"{parameter_id}: {title_of(parameter, language)}"
    yield from answer_lines(parameter, on, language)
    readers = [rule.rule_id for rule in load_rules().values() if parameter_id in rule.parameters]
    yield words("show.rules", language, names=", ".join(readers)) if readers else words("show.no_rules", language)


def answer_lines(parameter: Parameter, on: date, language: Language) -> Iterator[str]:
    """Yield what a parameter is on a date; when that is not known, why not and what it was last."""
    answer, day = holds_on(parameter.parameter_id, on), day_text(on, language)
    if isinstance(answer, Known):
        value = value_text(answer.value, parameter.unit, language)
        yield words("show.holds", language, day=day, value=value)
        if parameter.unit in SHOWN_UNITS:
            yield words(f"show.unit.{parameter.unit}", language)
        yield words("show.period", language, period=period_text(answer.valid_from, answer.valid_to, language))
        yield from _origin(answer, language)
        return
    key = "show.ended" if has_ended(parameter, on) else "show.unknown"
    yield words(key, language, day=day, reason=reason_of(answer, language))
    if answer.last_known is not None:
        last = answer.last_known
        value = value_text(last.value, parameter.unit, language)
        period = period_text(last.valid_from, last.valid_to, language)
        yield words("show.last_known", language, period=period, value=value)
        yield from _origin(last, language)


def gap_lines(on: date, language: Language) -> Iterator[str]:
    """Yield each parameter that on a date is not known or was not checked at an official source, with why."""
    yield words("gaps.heading", language, day=day_text(on, language))
    found = [line for parameter in load_parameters().values() for line in _gap(parameter, on, language)]
    yield from found or [words("gaps.none", language)]


def title_of(parameter: Parameter, language: Language) -> str:
    """Return the name of a parameter as people read it."""
    return parameter.title_nl if language == "nl" else parameter.title_en


def has_ended(parameter: Parameter, on: date) -> bool:
    """Return whether a parameter has ended by law before a day, so that nothing is missing."""
    last = parameter.entries[-1].known.valid_to
    return last is not None and on > last


def reason_of(answer: Unknown, language: Language) -> str:
    """Return why a value is not known."""
    return answer.reason_nl if language == "nl" else answer.reason_en


def _gap(parameter: Parameter, on: date, language: Language) -> Iterator[str]:
    answer = holds_on(parameter.parameter_id, on)
    certainty = answer.certainty if isinstance(answer, Known) else UNKNOWN
    if certainty == CERTAIN or has_ended(parameter, on) or on < parameter.entries[0].known.valid_from:
        return
    name = f"{title_of(parameter, language)} ({parameter.parameter_id})"
    yield words("gaps.line", language, parameter=name, certainty=certainty_text(certainty, language))
    reason = answer.source if isinstance(answer, Known) else reason_of(answer, language)
    yield words("gaps.reason", language, reason=reason)


def _origin(known: Known, language: Language) -> Iterator[str]:
    yield words("show.article", language, article=article_text(known.article, language))
    yield words("show.certainty", language, certainty=certainty_text(known.certainty, language))
    yield words("show.source", language, source=known.source)
