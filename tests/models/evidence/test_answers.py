"""An answer counts when somebody stands for it, until its review date."""

from datetime import date
from typing import Any

import pytest

from models.evidence.answers import Standing, read_answer, same_text
from models.evidence.questions import questions

GOOD: dict[str, Any] = {
    "answer": "Dit is ons antwoord.",
    "name": "A. Jansen",
    "role": "jurist",
    "date": date(2026, 1, 1),
    "review": date(2026, 12, 31),
}


@pytest.mark.parametrize(
    ("other", "day", "standing"),
    [
        ({}, date(2026, 6, 1), "answered"),
        ({}, date(2026, 12, 31), "answered"),
        ({}, date(2027, 1, 1), "lapsed"),
        ({}, date(2025, 12, 31), "unsigned"),  # dated in the future
        ({"name": " "}, date(2026, 6, 1), "unsigned"),
        ({"role": None}, date(2026, 6, 1), "unsigned"),
        ({"date": "gisteren"}, date(2026, 6, 1), "unsigned"),
        ({"review": None}, date(2026, 6, 1), "unsigned"),
        ({"answer": "  "}, date(2026, 6, 1), "missing"),
        ({"answer": []}, date(2026, 6, 1), "missing"),
        ({"answer": None}, date(2026, 6, 1), "missing"),
    ],
)
def test_what_an_answer_is_worth(other: dict[str, Any], day: date, standing: Standing) -> None:
    assert read_answer(GOOD | other).standing_on(day) == standing


def test_yes_or_no_and_one_of_some_values_are_asked_for() -> None:
    asked = {question.name: question for question in questions()}
    register = asked["data_sheet.wage_records"]
    assert register.accepts(read_answer({"answer": "Ja, volgens de overeenkomst."}))
    assert register.accepts(read_answer({"answer": "nee"}))
    bare = read_answer({"answer": False})  # YAML reads a bare no so
    assert register.accepts(bare)
    assert bare.refuses
    assert not register.accepts(read_answer({"answer": "Misschien."}))
    category = asked["register.publication_category"]
    assert category.accepts(read_answer({"answer": "Impactvolle algoritmes"}))
    assert not category.accepts(read_answer({"answer": "Hoog risico"}))


def test_the_same_text_is_seen_whatever_its_spaces_and_capitals() -> None:
    one, other = read_answer({"answer": "Alleen  OM te kiezen."}), read_answer({"answer": "alleen om te\nkiezen."})
    assert same_text(one, (other,))
    assert not same_text(one, (read_answer({"answer": "Anders."}),))
    both = read_answer({"answer": {"nl": "Alleen om te kiezen.", "en": "Only to choose."}})
    assert same_text(read_answer({"answer": "only to choose."}), (both,))
    assert not same_text(read_answer({}), (read_answer({}),))


def test_every_question_names_who_answers_and_law_that_was_not_seen_says_so() -> None:
    names = [question.name for question in questions()]
    assert len(set(names)) == len(names)
    articles = {question.article for question in questions() if question.article}
    assert articles == {"9", "10", "11", "12", "13", "14", "15", "17", "26", "27", "43", "49", "72"}
    for question in questions():
        if question.section == "ai_act":
            assert question.basis is not None
            assert question.basis.certainty == "to_confirm"
