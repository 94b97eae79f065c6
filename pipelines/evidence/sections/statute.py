"""The statute checks: which there are, on which dated values they rest, how certain those are, what is unknown."""

from collections.abc import Iterator, Sequence
from datetime import date

from data_contracts.yaml_files import read_yaml
from features.formatting import number
from features.statute.articles import article_text
from features.statute.parameters import Unknown, holds_on, load_parameters
from features.statute.rules import Rule, load_rules
from models.evidence.document import Block, Cell, Table, Text, rows_of
from models.evidence.questions import questions_in
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections.asked import answers_table
from pipelines.evidence.words import Words


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    day = material.sources.day
    return [
        Text(words("statute.lead")),
        answers_table(material, questions_in("statute"), words),
        _rules(day, words),
        *_unknown(day, words),
    ]


def _rules(day: date, words: Words) -> Table:
    head = tuple(words(f"statute.{name}") for name in ("rule", "article", "version", "cases", "values"))
    rows = rows_of(_rule(rule, day, words) for rule in load_rules().values())
    return Table(words("statute.table"), head, rows, (28, 18, 8, 12, 34))


def _rule(rule: Rule, day: date, words: Words) -> Iterator[str]:
    yield f"{rule.law}: {rule.title[words.language]}"
    yield article_text(rule.article, words.language)
    yield rule.version
    yield number(worked_cases(rule), words.language)
    yield "; ".join(_value(name, day, words) for name in rule.parameters) or words("none")


def worked_cases(rule: Rule) -> int:
    """Return how many worked cases a check is tested on."""
    path = rule.folder / "cases.yaml"
    return len(read_yaml(path)) if path.is_file() else 0


def _value(name: str, day: date, words: Words) -> str:
    answer = holds_on(name, day)
    certainty = "unknown" if isinstance(answer, Unknown) else answer.certainty
    return f"{_title(name, words)} ({words.of_code('certainty', certainty)})"


def _title(name: str, words: Words) -> str:
    parameter = load_parameters()[name]
    return parameter.title_nl if words.language == "nl" else parameter.title_en


def _unknown(day: date, words: Words) -> Iterator[Block]:
    unknown = {name: answer for name in load_parameters() if isinstance(answer := holds_on(name, day), Unknown)}
    if not unknown:
        yield Text(words("statute.all_known"))
        return
    rows = rows_of(
        (Cell(_title(name, words)), answer.reason_nl if words.language == "nl" else answer.reason_en)
        for name, answer in unknown.items()
    )
    yield Table(words("statute.unknown"), (words("statute.value"), words("statute.why")), rows, (40, 60))
