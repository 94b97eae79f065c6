import pytest

from data_contracts.errors import KompasError
from features.formatting import SentenceFormatter, days, decimal_number, euros, number, percent
from features.statute.sentences import STATUSES, fact_sentence, load_rules

BELOW = {"workers": 1, "worker_months": 1234, "amount_cents": 123_456_78}
DETAIL = '{"largest_shortfall_per_hour_cents": 39}'


def test_the_sentence_of_a_fact_in_both_languages() -> None:
    assert fact_sentence("minimum_wage", "below", BELOW | {"detail": DETAIL}, "en") == (
        "Declared pay of 1 worker in 1,234 worker-months lies below the statutory minimum by €123,456.78 in all, "
        "and by at most €0.39 an hour."
    )
    assert fact_sentence("minimum_wage", "below", BELOW | {"detail": DETAIL}, "nl") == (
        "Het aangegeven loon van 1 werknemer ligt in 1.234 werkmaanden onder het wettelijk minimumloon, samen "
        "€\u00a0123.456,78 te weinig en ten hoogste €\u00a00,39 per uur."
    )


def test_detail_may_have_been_read_already() -> None:
    read = fact_sentence("minimum_wage", "below", BELOW | {"detail": {"largest_shortfall_per_hour_cents": 39}}, "en")
    assert read == fact_sentence("minimum_wage", "below", BELOW | {"detail": DETAIL}, "en")


def test_no_sentence_calls_a_fact_more_than_it_is() -> None:
    for rule in load_rules().values():
        assert set(rule.sentences) == set(STATUSES)
        texts = [text.lower() for languages in rule.sentences.values() for text in languages.values()]
        assert not any("violation" in text or "overtreding" in text for text in texts)


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
        (days(1, "nl"), "1 dag"),
        (days(1000, "en"), "1,000 days"),
        (decimal_number(3.0, "nl"), "3"),
        (decimal_number(3.04, "nl"), "3"),
        (decimal_number(3.14, "nl"), "3,1"),
        (decimal_number(2.96, "nl"), "3"),
        (SentenceFormatter("nl").fill("{m:hours} uur, {n:zaak|zaken}", {"m": 90, "n": 2}), "1,5 uur, 2 zaken"),
    ],
)
def test_numbers_as_people_read_them(text: str, expected: str) -> None:
    assert text == expected
