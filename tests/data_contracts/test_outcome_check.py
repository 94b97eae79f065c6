"""One check for a row of a file and for the form: what people may type, and what does not hold together."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.store.item_state import ItemState
from data_contracts.store.outcome import LawFinding, Outcome, case_of
from data_contracts.store.outcome_check import KnownPlan, check_outcome
from data_contracts.store.outcome_columns import OutcomeColumn, choices, outcome_columns
from data_contracts.store.outcome_values import UnreadableValueError, read_value
from data_contracts.store.plan_roll import PlanRoll

TODAY = date(2026, 11, 29)
ROLL = PlanRoll("P1", (date(2026, 11, 1),), date(2026, 11, 1), {"E1": "Noord-1"}, frozenset({"E1"}))
PLANS = {"P1": KnownPlan(ROLL, {"E9": ItemState("added", ground="signal", team="Noord-1")})}
VISITED: Mapping[str, object] = {
    "plan_id": "P1",
    "employer_id": "E1",
    "instrument": "visit",
    "status": "visited",
    "opened_on": date(2026, 11, 3),
    "by": "J. Jansen",
}
EXAMINED = {"closed_on": "20-11-2026", "wml_examined": "ja", "wml_violation": "nee"}
COLUMN = {column.name: column for column in outcome_columns()}


def problems(**fields: object) -> list[str]:
    return list(check_outcome(VISITED | fields, today=TODAY, plans=PLANS).problems)


def test_a_whole_outcome_is_read() -> None:
    found = {"wml_examined": "Ja", "wml_violation": True, "wml_article": "WML art. 7", "wml_workers": 3}
    found |= {"wml_underpaid_eur": "€ 1.234,56", "wml_sanction": "Boete", "wav_examined": "x", "wav_violation": "n"}
    told = VISITED | found | {"closed_on": "20/11/2026", "hours": "12,25", "response": "no_reply"}
    check = check_outcome(told, today=TODAY, plans=PLANS)
    assert not check.problems
    assert check.outcome == Outcome(
        "P1",
        "E1",
        "visit",
        "visited",
        "J. Jansen",
        opened_on=date(2026, 11, 3),
        closed_on=date(2026, 11, 20),
        hours_minutes=735,
        response="no_reply",
        findings=(
            LawFinding("WML", True, True, "WML art. 7", 3, 123_456, "fine"),
            LawFinding("Wav", True, False),
        ),
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        (EXAMINED, []),
        ({}, []),
        ({"by": " "}, ["by"]),
        ({"plan_id": "P2"}, ["plan_id"]),
        ({"employer_id": "E5"}, ["employer_id"]),
        ({"status": "letter_sent"}, ["status"]),
        ({"instrument": "letter", "status": "visited"}, ["status"]),
        ({"opened_on": ""}, ["opened_on"]),
        ({"opened_on": "30-11-2026"}, ["opened_on"]),
        ({"opened_on": "31-10-2026"}, ["opened_on"]),
        ({"opened_on": "1-11-2026"}, []),
        ({"opened_on": "", **EXAMINED}, ["opened_on"]),
        ({**EXAMINED, "closed_on": "2-11-2026"}, ["closed_on"]),
        ({"status": "not_done"}, ["closed_on"]),
        ({"status": "not_done", "opened_on": "", "closed_on": "20-11-2026"}, []),
        ({"status": "not_found", "closed_on": "20-11-2026"}, []),
        ({"status": "not_found", **EXAMINED}, ["wml_examined"]),
        ({"closed_on": "20-11-2026"}, ["wml_examined"]),
        ({"wml_examined": "ja"}, ["wml_violation"]),
        ({"wml_violation": "ja"}, ["wml_violation"]),
        ({"wav_article": "Wav art. 2"}, ["wav_article"]),
        ({"wav_sanction": "geen", "wav_workers": "0"}, []),
        ({**EXAMINED, "wml_sanction": "fine", "wml_workers": "2"}, ["wml_workers", "wml_sanction"]),
        ({**EXAMINED, "wml_objection": "pending"}, []),
        ({"waadi_examined": "ja", "waadi_violation": "ja"}, ["waadi_article"]),
        ({"wav_examined": "ja", "wav_violation": "ja"}, []),
        ({"establishment_id": "12"}, ["establishment_id"]),
        ({"wml_examined": "ja", "wml_violation": "ja", "wml_article": "zie 123456782"}, ["wml_article"]),
        ({"response": "misschien", "hours": "veel"}, ["hours", "response"]),
    ],
)
def test_what_does_not_hold_together_is_told_by_field(fields: Mapping[str, object], wrong: list[str]) -> None:
    assert problems(**fields) == wrong


def test_who_was_added_by_hand_may_have_been_visited_before_the_plan_began() -> None:
    assert problems(employer_id="E9", opened_on="5-10-2026") == []


def test_every_problem_is_said_in_both_languages() -> None:
    check = check_outcome(VISITED | {"hours": "1.234", "status": "nee"}, today=TODAY, plans=PLANS)
    assert check.problems["hours"]["nl"] == "'1.234' is op twee manieren te lezen; schrijf 1234 of 1234,00."
    assert "choose from: Visited, Not found" in check.problems["status"]["en"]
    assert "kies uit: Bezocht, Niet gevonden" in check.problems["status"]["nl"]


@pytest.mark.parametrize(
    ("column", "given", "value"),
    [
        ("opened_on", "1-2-2026", date(2026, 2, 1)),
        ("opened_on", "2026-02-01", date(2026, 2, 1)),
        ("opened_on", "2026-02-01 00:00:00", date(2026, 2, 1)),
        ("opened_on", "2026-02-01 en later", None),
        ("opened_on", "20260201", None),
        ("by", "=HYPERLINK(1)", None),
        ("by", "@J. Jansen", None),
        ("wml_article", "-1", None),
        ("hours", "0,5", 30),
        ("hours", ".", None),
        ("hours", "-1", None),
        ("hours", "10001", None),
        ("wml_underpaid_eur", "1.234.567,8", 123_456_780),
        ("wml_underpaid_eur", "1,234.50", 123_450),
        ("wml_underpaid_eur", "1.234", None),
        ("wml_underpaid_eur", "12.34", 1_234),
        ("wml_underpaid_eur", "1.23,4", None),
        ("wml_workers", "2,5", None),
        ("wml_examined", "J", True),
        ("wml_examined", "'nee", False),
        ("wml_examined", "", None),
        ("instrument", "Administratief onderzoek", "desk_check"),
    ],
)
def test_what_people_type_is_read_or_refused(column: str, given: str, value: object) -> None:
    if value is None and given:
        with pytest.raises(UnreadableValueError):
            read_value(COLUMN[column], given)
    else:
        assert read_value(COLUMN[column], given) == value


@given(st.integers(0, 99_999_999), st.sampled_from([",", "."]))
def test_an_amount_comes_back_to_the_cent_whatever_its_decimal_mark(cents: int, mark: str) -> None:
    assert read_value(COLUMN["wml_underpaid_eur"], f"{cents // 100}{mark}{cents % 100:02d}") == cents


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_any_column(text: str) -> None:
    for column in (COLUMN[name] for name in ("opened_on", "hours", "wml_workers", "status", "wml_examined", "by")):
        try:
            read_value(column, text)
        except UnreadableValueError as error:
            assert set(error.texts) == {"nl", "en"}


def test_the_columns_hold_what_the_registers_and_the_store_know() -> None:
    laws = {column.law for column in outcome_columns() if column.law is not None}
    assert laws == {"WML", "Wav", "Waadi"}
    assert [choice.code for choice in choices("sanctions")] == ["none", "warning", "fine", "order", "stop_work"]
    assert [choice.code for choice in choices("objections")] == ["pending", "upheld", "partly_upheld", "dismissed"]

    def told(column: OutcomeColumn) -> bool:
        return all(column.label[language] and column.description[language] for language in ("nl", "en"))

    assert all(told(column) for column in outcome_columns())


def test_a_case_has_one_name_that_the_registers_take() -> None:
    assert case_of("2026-11-7b8d639a", "E1") == case_of("2026-11-7b8d639a", "E1")
    assert case_of("2026-11-7b8d639a", "E1") != case_of("2026-11-7b8d639a", "E2")
    assert len(case_of("x" * 80, "E" * 40)) == 40
