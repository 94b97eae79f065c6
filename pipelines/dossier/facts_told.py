"""The facts of an employer as a table for people, the same for a court and for the inspection file."""

from collections.abc import Iterator, Sequence
from datetime import date

from data_contracts.errors import KompasError
from features.formatting import NOTHING, euros
from features.statute.articles import article_text
from features.statute.rules import BELOW, NOT_TESTABLE, NOTED, load_rules
from features.statute.sentences import fact_sentence
from pipelines.dossier.court.words import counted_words, words
from pipelines.dossier.told import Row
from pipelines.dossier.words import Language, day_text
from pipelines.reporting.paper import Block, Grid, Points, Text

TOLD = (BELOW, NOTED)
LIMITS = ("does", "hours", "paid", "intent")


def fact_blocks(facts: Sequence[Row] | None, employer_id: str, language: Language) -> Iterator[Block]:
    """Yield what the statute checks show, with article, period, amount and evidence, and what declared pay can show.

    Args:
        facts: The employer's rows of ``facts.parquet``; ``None`` where they cannot be read.
        employer_id: The employer.
        language: The language.
    """
    if facts is None:
        yield Text(words("facts.unreadable", language))
        return
    yield Text(words("facts.lead", language))
    told = [fact for status in TOLD for fact in facts if fact["status"] == status]
    if told:
        head = tuple(words(f"facts.{name}", language) for name in ("article", "what", "period", "amount", "evidence"))
        yield Grid(head, tuple(_row(fact, language) for fact in told), (14, 40, 18, 14, 30))
        yield Text(words("facts.rows_how", language, employer=employer_id))
    else:
        yield Text(words("facts.none", language))
    if checks := untested_checks(facts, language):
        yield Text(words("facts.not_testable", language, checks="; ".join(checks)))
    yield Text(words("facts.shows.heading", language))
    yield Points(tuple(words(f"facts.shows.{name}", language) for name in LIMITS))


def untested_checks(facts: Sequence[Row], language: Language) -> tuple[str, ...]:
    """Return the names of the checks that could not be made, each once."""
    rules = load_rules()
    named = {fact["rule"]: None for fact in facts if fact["status"] == NOT_TESTABLE}
    return tuple(rules[rule].title[language].lower() if rule in rules else rule for rule in named)


def _row(fact: Row, language: Language) -> tuple[str, ...]:
    amount = fact["amount_cents"]
    evidence = counted_words(
        "facts.rows",
        language,
        workers=_count(fact["workers"]),
        months=_count(fact["worker_months"]),
        rule=fact["rule"],
        version=fact["rule_version"],
        status=words(f"facts.status.{fact['status']}", language),
    )
    return (
        article_text(str(fact["article"]), language),
        _sentence(fact, language),
        _period(fact, language),
        words("facts.no_amount", language) if amount is None else euros(amount, language),
        evidence,
    )


def _count(value: int | None) -> int | str:
    return NOTHING if value is None else value


def _period(fact: Row, language: Language) -> str:
    """Return the period of a fact, in months where it begins and ends on the first day of one."""
    first, last = (date.fromisoformat(str(fact[name])) for name in ("period_from", "period_to"))
    if (first.day, last.day) != (1, 1):
        return words("facts.span", language, first=day_text(first, language), last=day_text(last, language))
    begins, ends = (words("facts.month", language, month=month) for month in (first, last))
    return begins if begins == ends else words("facts.span", language, first=begins, last=ends)


def _sentence(fact: Row, language: Language) -> str:
    try:
        return fact_sentence(fact["rule"], fact["status"], fact, language)
    except KompasError:  # a rule that this version of the program no longer has
        return f"{fact['rule']} ({fact['status']})"
