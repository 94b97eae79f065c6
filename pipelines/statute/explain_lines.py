"""What ``kompas explain-check`` prints: the fact, the law that held, and the rows behind it."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import Console

from features.formatting import NOTHING, euros, number
from features.statute.articles import article_text
from features.statute.explain import Explanation, Held, Row
from features.statute.parameters import Known
from features.statute.sentences import fact_sentence
from features.statute.values import value_text
from pipelines.statute.evidence_table import print_rows
from pipelines.statute.explaining import Checked
from pipelines.statute.parameters import has_ended, reason_of, title_of
from pipelines.statute.words import Language, certainty_text, day_text, period_text, words


def print_explanation(checked: Checked, rows: int, language: Language) -> None:
    """Print everything that is known of a rule's facts about one employer.

    Args:
        checked: The rule as computed now.
        rows: How many rows behind it to show at most.
        language: The language.
    """
    console = Console()
    for line in (
        *_head(checked, language),
        *_facts(checked.explanation, language),
        *_law(checked.explanation, language),
    ):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    evidence = checked.explanation.evidence
    if evidence.height:
        key = "explain.rows" if evidence.height <= rows else "explain.rows_capped"
        console.print(words(key, language, count=number(evidence.height, language), shown=rows), highlight=False)
        print_rows(checked.explanation, rows, console, language)


def _head(checked: Checked, language: Language) -> Iterator[str]:
    rule = checked.explanation.rule
    yield words(
        "explain.head",
        language,
        employer=checked.employer_id,
        day=day_text(checked.as_of, language),
        features=checked.features.manifest.snapshot_id,
        warehouse=checked.warehouse.manifest.snapshot_id,
    )
    if checked.features.manifest.synthetic:
        yield words("explain.synthetic", language)
    title, article = rule.title[language], article_text(rule.article, language)
    yield words("explain.rule", language, rule=rule.rule_id, version=rule.version, title=title, article=article)


def _facts(explanation: Explanation, language: Language) -> Iterator[str]:
    if not explanation.facts:
        yield words("explain.none", language)
        return
    for fact in explanation.facts:
        yield ""
        yield words(f"explain.{fact['status']}", language)
        sentence = fact_sentence(explanation.rule.rule_id, fact["status"], fact, language)
        yield words("explain.sentence", language, sentence=sentence)
        yield words("explain.figures", language, **_figures(fact, language))
    yield words("explain.only_declared", language)


def _figures(fact: Row, language: Language) -> dict[str, str]:
    amount = fact["amount_cents"]
    return {
        "first": day_text(fact["period_from"], language),
        "last": day_text(fact["period_to"], language),
        "workers": _count(fact["workers"], language),
        "months": _count(fact["worker_months"], language),
        "amount": NOTHING if amount is None else euros(amount, language),
    }


def _count(value: int | None, language: Language) -> str:
    return NOTHING if value is None else number(value, language)


def _law(explanation: Explanation, language: Language) -> Iterator[str]:
    yield ""
    if not explanation.rule.parameters:
        yield words("explain.no_parameters", language)
        return
    first, last = (day_text(day, language) for day in explanation.period)
    yield words("explain.parameters", language, first=first, last=last)
    for parameter, entries in groupby(explanation.parameters, lambda held: held.parameter):
        title = title_of(parameter, language)
        yield words("explain.parameter", language, title=title, parameter=parameter.parameter_id)
        for held in entries:
            yield from _held(held, language)
    yield ""


def _held(held: Held, language: Language) -> Iterator[str]:
    period, answer = period_text(held.first, held.last, language), held.answer
    if isinstance(answer, Known):
        value = value_text(answer.value, held.parameter.unit, language)
        yield words("explain.entry", language, period=period, value=value)
        yield _origin(answer, language)
        return
    ended = has_ended(held.parameter, held.first)
    key = "explain.entry_ended" if ended else "explain.entry_unknown"
    yield words(key, language, period=period, reason=reason_of(answer, language))
    if answer.last_known is not None and not ended:
        value = value_text(answer.last_known.value, held.parameter.unit, language)
        yield words("explain.last_known", language, value=value)
        yield _origin(answer.last_known, language)


def _origin(known: Known, language: Language) -> str:
    article, certainty = article_text(known.article, language), certainty_text(known.certainty, language).capitalize()
    return words("explain.origin", language, article=article, certainty=certainty, source=known.source)
