"""What an evidence pack asks of people: the fixed questions, one a register, and one a field of the record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.contract import spoken_name
from data_contracts.yaml_files import read_yaml
from features.catalogue import load_catalogue
from models.evidence.answers import NO, YES, Answer, first_word
from models.evidence.register_record import fields
from models.inputs import LANGUAGES
from models.wording import Texts

DATA_SHEET, RECORD = "data_sheet", "register"
ANY = "*"
"""In a file of examples: the last part of a name that stands for all questions that begin the same."""


@dataclass(frozen=True)
class Basis:
    """Where a question comes from, and how certain that is: ``high`` or ``to_confirm``."""

    text: Texts
    certainty: str


@dataclass(frozen=True)
class Question:
    """One question to people.

    Attributes:
        name: Its name in the file of answers, ``<section>.<what>``.
        section: The section of the pack in which it is asked.
        ask: The question.
        who: Who should answer.
        shows: What the program itself shows beside it; ``None``: nothing.
        basis: Where the question comes from; ``None``: this house asks it.
        article: Of the AI Act; empty for others.
        needed: Whether a pack without an answer is incomplete.
        values: What an answer may be; empty: anything.
        yes_or_no: Whether an answer begins with yes or no.
    """

    name: str
    section: str
    ask: Texts
    who: Texts
    shows: Texts | None = None
    basis: Basis | None = None
    article: str = ""
    needed: bool = True
    values: tuple[str, ...] = ()
    yes_or_no: bool = False

    def accepts(self, answer: Answer) -> bool:
        """Tell whether an answer is of the form that is asked for."""
        if self.yes_or_no:
            return first_word(answer.text["nl"]) in YES | NO
        return not self.values or answer.agrees or answer.text["nl"] in self.values


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions in the order in which they are asked."""
    content = _content()
    roles = content["roles"]
    fixed = (_fixed(entry, roles) for entry in content["questions"])
    return (*fixed, *_of_registers(content["each_register"], roles), *_of_record(roles))


def questions_in(section: str) -> tuple[Question, ...]:
    """Return the questions of one section."""
    return tuple(question for question in questions() if question.section == section)


def register_question(table: str) -> str:
    """Return the name of the question that is asked of a register."""
    return f"{DATA_SHEET}.{table}"


def field_question(field: str) -> str:
    """Return the name of the question that is asked of a field of the record."""
    return f"{RECORD}.{field}"


@cache
def source_tables() -> tuple[str, ...]:
    """Return the registers that features of the matrix are made of."""
    return tuple(sorted({table for feature in load_catalogue().features for table in feature.source_tables}))


def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_name("questions.yaml"))
    return content


def _fixed(entry: Mapping[str, Any], roles: Mapping[str, Texts]) -> Question:
    return Question(
        name=entry["id"],
        section=entry["section"],
        ask=entry["ask"],
        who=roles[entry["who"]],
        shows=entry.get("shows"),
        basis=_basis(entry),
        article=entry.get("article", ""),
    )


def _of_registers(entry: Mapping[str, Any], roles: Mapping[str, Texts]) -> Iterator[Question]:
    for table in source_tables():
        ask: Texts = {
            language: entry["ask"][language].format(table=spoken_name(table, language)) for language in LANGUAGES
        }
        yield Question(
            register_question(table), DATA_SHEET, ask, roles[entry["who"]], basis=_basis(entry), yes_or_no=True
        )


def _of_record(roles: Mapping[str, Texts]) -> Iterator[Question]:
    for field in fields():
        if field.ask:
            ask: Texts = {language: f"{field.label[language]}. {field.ask[language]}" for language in LANGUAGES}
            yield Question(
                field_question(field.name),
                RECORD,
                ask,
                roles["communication"],
                needed=field.needed,
                values=field.values,
            )


def _basis(entry: Mapping[str, Any]) -> Basis | None:
    return Basis(**entry["basis"]) if "basis" in entry else None
