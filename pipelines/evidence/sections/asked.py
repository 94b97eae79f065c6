"""Questions to people and what they answered: a row each, red where an answer is missing."""

from collections.abc import Sequence

from data_contracts.contract import load_contract
from features.formatting import NOTHING
from models.evidence.answers import Answer
from models.evidence.document import Cell, Table, rows_of
from models.evidence.questions import DATA_SHEET, Question
from pipelines.evidence.gathering import Material
from pipelines.evidence.words import Words

WIDTHS = (30, 28, 42)


def answers_table(material: Material, questions: Sequence[Question], words: Words) -> Table:
    """Return a table of questions: what is asked, what the program shows, and what was answered by whom."""
    head = tuple(words(f"answer.{name}") for name in ("question", "shows", "answer"))
    rows = rows_of([_asked(item, words), _shown(item, words), answer_cell(material, item, words)] for item in questions)
    return Table(words("assessment.caption"), head, rows, WIDTHS)


def answer_cell(material: Material, question: Question, words: Words) -> Cell:
    """Return what was answered and by whom; red where an answer is asked for and missing."""
    answers, day = material.sources.answers, material.sources.day
    standing, answer = answers.standing(question, day), answers.of(question)
    if standing == "answered" and answer is not None:
        return Cell(told(answer, words))
    if not question.needed and standing == "missing":
        return Cell(words("answer.optional"))
    text = answer.in_language(words.language) if answer is not None else ""
    if standing == "missing" or answer is None:
        return Cell(words("answer.wanted", who=_capital(question.who[words.language])), missing=True)
    return Cell(words(f"answer.wanted.{standing}", text=text, review=answer.review), missing=True)


def told(answer: Answer, words: Words) -> str:
    """Return an answer with who stands for it; an example says that it is one."""
    text = answer.in_language(words.language)
    if answer.example:
        return words("answer.example", text=text)
    who = words("answer.by", name=answer.name, role=answer.role, on=answer.on, review=answer.review)
    return f"{text} ({who})"


def _asked(question: Question, words: Words) -> str:
    text = question.ask[words.language]
    if question.article:
        text = f"{words('ai_act.article', article=question.article)} {text}"
    if question.basis is None:
        return text
    basis = question.basis.text[words.language].rstrip(".")
    return f"{text} [{basis}: {words.of_code('certainty', question.basis.certainty)}]"


def _shown(question: Question, words: Words) -> str:
    if question.section == DATA_SHEET:
        return words("data.basis", basis=load_contract(question.name.partition(".")[2]).legal_basis)
    return question.shows[words.language] if question.shows else NOTHING


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
