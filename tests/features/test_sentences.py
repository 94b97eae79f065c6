import json

import pytest

from data_contracts.errors import KompasError
from features.formatting import SentenceFormatter, days, decimal_number, euros, listed, number, percent
from features.statute.rules import load_rules
from features.statute.sentences import fact_sentence

BELOW = {"workers": 1, "worker_months": 1234, "amount_cents": 123_456_78}
FIGURES = {"largest_shortfall_per_hour_cents": 39, "underpaid_percent": 3.2}
DETAIL = json.dumps(FIGURES)


def test_the_sentence_of_a_fact_in_both_languages() -> None:
    assert fact_sentence("minimum_wage", "below", BELOW | {"detail": DETAIL}, "en") == (
        "The declared pay of 1 worker is below the statutory minimum wage in 1,234 worker-months: by €123,456.78 in "
        "total (3.2% of the minimum), and by at most €0.39 an hour."
    )
    assert fact_sentence("minimum_wage", "below", BELOW | {"detail": DETAIL}, "nl") == (
        "Het aangegeven loon van 1 werknemer ligt in 1.234 werkmaanden onder het wettelijk minimumloon: in totaal "
        "€\u00a0123.456,78 (3,2% van het minimum), en hooguit €\u00a00,39 per uur."
    )


def test_detail_may_have_been_read_already() -> None:
    read = fact_sentence("minimum_wage", "below", BELOW | {"detail": FIGURES}, "en")
    assert read == fact_sentence("minimum_wage", "below", BELOW | {"detail": DETAIL}, "en")


def test_no_sentence_calls_a_fact_more_than_it_is() -> None:
    for rule in load_rules().values():
        told = (*rule.sentences.values(), *rule.notes.values(), *rule.obstacles.clauses.values(), rule.title)
        texts = [text.lower() for languages in told for text in languages.values()]
        assert len(texts) > 2
        assert not any("violation" in text or "overtreding" in text for text in texts)


def test_a_note_is_told_only_when_its_figure_is_there() -> None:
    known, none = {"fine_norm_cents": 150_000}, {"fine_norm_cents": None, "fine_norm_last_known_cents": 0}
    plain = fact_sentence("minimum_wage", "below", BELOW | {"detail": FIGURES}, "en")
    told = fact_sentence("minimum_wage", "below", BELOW | {"detail": FIGURES | known}, "en")
    note = load_rules()["minimum_wage"].notes["fine_norm_cents"]["en"]
    assert told == f"{plain} {note.replace('{fine_norm_cents:eur}', '€1,500.00')}"
    assert fact_sentence("minimum_wage", "below", BELOW | {"detail": FIGURES | none}, "en") == plain


def test_a_row_without_a_figure_that_the_sentence_needs_says_what_to_do() -> None:
    with pytest.raises(KompasError, match="has no figure 'underpaid_percent'") as refused:
        fact_sentence("minimum_wage", "below", BELOW | {"detail": {"largest_shortfall_per_hour_cents": 39}}, "en")
    assert "kompas features" in refused.value.remedy


UNTESTED = {"workers": 3, "worker_months": 30}


@pytest.mark.parametrize(
    ("detail", "ending"),
    [
        ({"fewer_periods": 3, "untested_periods": 0}, ", omdat er minder dan twaalf maanden loon bekend zijn."),
        (
            {"fewer_periods": 1, "untested_periods": 2},
            ": 1 dienstverband omdat er minder dan twaalf maanden loon bekend zijn en 2 dienstverbanden omdat het loon "
            "van een of meer maanden niet te toetsen is.",
        ),
        ({}, "."),
    ],
)
def test_what_did_not_occur_is_left_out_of_why_a_check_could_not_be_done(detail: dict[str, int], ending: str) -> None:
    sentence = fact_sentence("holiday_allowance", "not_testable", UNTESTED | {"detail": detail}, "nl")
    assert sentence == f"De vakantiebijslag van 3 werknemers is niet te toetsen{ending}"


@pytest.mark.parametrize(("rule", "status"), [("bonus", "below"), ("minimum_wage", "met")])
def test_a_rule_or_status_that_does_not_exist_is_refused(rule: str, status: str) -> None:
    with pytest.raises(KompasError, match="no sentence"):
        fact_sentence(rule, status, BELOW, "nl")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (number(1234567.5, "nl", 2), "1.234.567,50"),
        (number(-1234.5, "en", 1), "-1,234.5"),
        (euros(123_456, "nl"), "€\u00a01.234,56"),
        (euros(5, "en"), "€0.05"),
        (percent(0.1234, "nl"), "12,3%"),
        (percent(0.0, "nl"), "0%"),
        (percent(0.0004, "nl"), "<0,1%"),
        (percent(0.0005, "en"), "0.1%"),
        (percent(0.38, "en"), "38%"),
        (percent(0.9994, "en"), "99.9%"),
        (percent(0.9996, "en"), ">99.9%"),
        (percent(1.0, "en"), "100%"),
        (percent(12.5, "nl"), "1.250%"),
        (days(1, "nl"), "1 dag"),
        (days(1000, "en"), "1,000 days"),
        (decimal_number(3.0, "nl"), "3"),
        (decimal_number(3.04, "nl"), "3"),
        (decimal_number(3.14, "nl"), "3,1"),
        (decimal_number(2.96, "nl"), "3"),
        (SentenceFormatter("nl").fill("{m:hours}, {n:zaak|zaken}", {"m": 90, "n": 2}), "1,5 uur, 2 zaken"),
        (SentenceFormatter("en").fill("{m:hours}, {n:case|cases}", {"m": 60, "n": 0.97}), "1 hour, 1 case"),
        (SentenceFormatter("en").fill("{m:hours}, {n:case|cases}", {"m": 0, "n": 1.1}), "0 hours, 1.1 cases"),
        (listed(["a"], "nl"), "a"),
        (listed(["a", "b", "c"], "nl"), "a, b en c"),
        (listed(["a", "b"], "en"), "a and b"),
    ],
)
def test_numbers_as_people_read_them(text: str, expected: str) -> None:
    assert text == expected
