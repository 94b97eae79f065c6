"""Registration and admission of lenders beyond the worked cases: earlier findings, days of knowing, sentences."""

import json
import random
from datetime import date

import pytest

from features.statute.sentences import fact_sentence
from tests.features.registers import Registers
from tests.features.results import facts_of

DUTIES = {"lender_registration", "hirer_registration", "lender_admission", "hirer_admission"}
EARLY_2028 = date(2028, 3, 31)


def test_earlier_findings_of_this_act_within_five_years_are_counted(registers: Registers) -> None:
    registers.employer("L").employer("H").link("L", "H")
    registers.case("C1", "L", date(2024, 1, 1), date(2024, 6, 1), Waadi=True, WML=True)
    registers.case("C2", "L", date(2025, 1, 1), date(2025, 6, 1), Waadi=False, WML=True)
    registers.case("C3", "L", date(2021, 1, 1), date(2021, 10, 30), Waadi=True)  # a day more than five years ago
    registers.case("C4", "L", date(2026, 10, 1), None)
    facts = facts_of(registers)
    assert json.loads(facts["L", "lender_registration", "below"]["detail"])["earlier_findings"] == 1
    assert json.loads(facts["H", "hirer_registration", "below"]["detail"])["earlier_findings"] == 0


def test_a_finding_that_became_known_later_does_not_count(registers: Registers) -> None:
    registers.employer("L").employer("H").link("L", "H")
    registers.case("C1", "L", date(2026, 1, 1), date(2026, 11, 1), Waadi=True)
    for as_of, findings in ((date(2026, 10, 31), 0), (date(2026, 11, 1), 1)):
        fact = facts_of(registers, as_of)["L", "lender_registration", "below"]
        assert json.loads(fact["detail"])["earlier_findings"] == findings


def test_the_sentence_names_what_is_not_known_and_half_of_it_for_a_natural_person(registers: Registers) -> None:
    registers.employer("H", legal_form="eenmanszaak").party("X", "unregistered").link("X", "H")
    fact = facts_of(registers)["H", "hirer_registration", "below"]
    assert fact_sentence("hirer_registration", "below", fact, "en") == (
        "In 1 month this employer hired workers from 1 lender without registration: 100 hours, at most 2 people in a "
        "month. The norm amount of the fine for this period was not found. The last known amount is €4,000.00. That is "
        "half of the ordinary amount: this hirer is taken for a natural person."
    )
    assert "€\u00a04.000,00" in fact_sentence("hirer_registration", "below", fact, "nl")


def test_registration_and_admission_never_speak_of_the_same_month(registers: Registers) -> None:
    registers.employer("H").party("X", "unregistered").party("F", "foreign")
    for month in (date(2027, 11, 1), date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1)):
        registers.link("X", "H", month).link("F", "H", month)
    facts = facts_of(registers, EARLY_2028)
    periods = {key[1:]: (row["period_from"], row["period_to"]) for key, row in facts.items() if key[1] in DUTIES}
    until, since = (date(2027, 11, 1), date(2027, 12, 1)), (date(2028, 1, 1), date(2028, 2, 1))
    assert periods == {
        ("hirer_registration", "below"): until,
        ("hirer_registration", "not_testable"): until,
        ("hirer_admission", "below"): since,
        ("hirer_admission", "not_testable"): since,
    }


@pytest.mark.parametrize("as_of", [date(2026, 10, 31), EARLY_2028])
def test_two_parties_of_one_employer_do_not_lend_to_each_other(registers: Registers, as_of: date) -> None:
    month = date(2026, 8, 1) if as_of.year == 2026 else date(2028, 1, 1)
    registers.employer("L").party("L-trade", "registered", employer_id="L")
    registers.link("L", "L-trade", month).placement("L", "L-trade", valid_from=month)
    assert not [rule for _, rule, _ in facts_of(registers, as_of) if rule in DUTIES | {"relending"}]


def lending(registers: Registers, seed: int, better: bool) -> Registers:
    """Forty lenders and hirers at random; when ``better`` every lender has been registered and admitted as well."""
    chance = random.Random(seed)  # noqa: S311 -- a test's own world
    for number in range(40):
        given = {
            "sbi_code": chance.choice(["5610", "78", "78201"]),
            "waadi_registered_from": chance.choice([None, date(2020, 1, 1), date(2027, 12, 15)]),
            "wtta_status": chance.choice(["not_applied", "applied", "refused", "admitted", "exempt"]),
        }
        if better:
            given |= {"waadi_registered_from": date(2019, 1, 1), "wtta_status": "admitted"}
        registers.employer(f"E{number}", **given)
    for _ in range(120):
        lender, hirer = chance.sample(range(40), 2)
        month = chance.choice([date(2027, 11, 1), date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1)])
        registers.link(f"E{lender}", f"E{hirer}", month, workers=chance.randint(1, 40))
    return registers


@pytest.mark.parametrize("seed", [1, 2])
def test_registering_and_admitting_every_lender_leaves_no_fact(registers: Registers, seed: int) -> None:
    before = {key for key in facts_of(lending(registers, seed, better=False), EARLY_2028) if key[1] in DUTIES}
    assert {rule for _, rule, _ in before} == DUTIES
    registers.rows = {table: [] for table in registers.rows}
    assert not {key for key in facts_of(lending(registers, seed, better=True), EARLY_2028) if key[1] in DUTIES}


@pytest.mark.parametrize("seed", [3])
def test_registering_one_lender_never_creates_a_fact(registers: Registers, seed: int) -> None:
    lending(registers, seed, better=False)
    before = {key for key in facts_of(registers, EARLY_2028) if key[1] in DUTIES}
    registers.rows["employers"][7] |= {"waadi_registered_from": date(2019, 1, 1), "wtta_status": "admitted"}
    after = {key for key in facts_of(registers, EARLY_2028) if key[1] in DUTIES}
    assert after < before
