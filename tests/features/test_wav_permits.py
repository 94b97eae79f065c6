"""Work permits beyond the worked cases: earlier findings, what became known when, and that a permit never does harm."""

import json
import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from features.statute.laws import LAWS_FOLDER
from tests.features.registers import Registers, worker
from tests.features.results import facts_of

RULES = {"work_permit", "work_permit_lent"}
AUGUST = date(2026, 8, 1)
Key = tuple[str, str, str]


def test_an_earlier_finding_rules_out_a_warning(registers: Registers) -> None:
    for name, violation in (("E1", True), ("E2", False)):
        registers.employer(name).wage(name, worker_pid=worker(int(name[1]))).permit_duty(worker(int(name[1])))
        registers.case(f"C{name}", name, date(2024, 1, 1), date(2024, 6, 1), Wav=violation, WML=True)
    facts = facts_of(registers)
    details = {name: json.loads(facts[name, "work_permit", "below"]["detail"]) for name in ("E1", "E2")}
    assert (details["E1"]["earlier_findings"], details["E1"]["warning_persons"]) == (1, None)
    assert (details["E2"]["earlier_findings"], details["E2"]["warning_persons"]) == (0, 5)


def test_a_permit_counts_from_the_day_it_was_known(registers: Registers) -> None:
    registers.employer().wage().permit_duty().permit("W1", valid_from=date(2026, 1, 1), known_at=date(2026, 11, 2))
    key = ("E1", "work_permit", "below")
    assert key in facts_of(registers, date(2026, 10, 31))
    assert key not in facts_of(registers, date(2026, 11, 30))


def test_a_permit_that_was_withdrawn_later_no_longer_covers(registers: Registers) -> None:
    registers.employer().wage().permit_duty().permit("W1", valid_from=date(2026, 1, 1))
    registers.permit("W1", valid_from=date(2026, 1, 1), valid_to=date(2026, 5, 31), known_at=date(2026, 10, 10))
    key = ("E1", "work_permit", "below")
    assert key not in facts_of(registers, date(2026, 9, 30))
    assert key in facts_of(registers, date(2026, 10, 31))


def test_a_return_every_four_weeks_is_held_against_its_own_days(registers: Registers) -> None:
    # The permit ends on 2 August: it covers the period from 6 July and not the one from 3 August.
    registers.employer().permit_duty().permit("W1", valid_to=date(2026, 8, 2))
    for start in (date(2026, 7, 6), date(2026, 8, 3)):
        registers.wage(period=start, period_end=start + timedelta(27))
    fact = facts_of(registers)["E1", "work_permit", "below"]
    assert (fact["worker_months"], fact["period_from"]) == (1, AUGUST)


def test_another_number_of_the_employer_and_a_party_name_lead_to_the_same_employer(registers: Registers) -> None:
    registers.employer("L").employer("H").number("L2L01", "L").party("L-trade", "registered", employer_id="L")
    registers.permit_duty().placement("L-trade", "H").wage("L2", worker_pid=worker(0))
    facts = {key for key in facts_of(registers) if key[1] in RULES}
    assert facts == {("L", "work_permit", "below"), ("H", "work_permit_lent", "below")}


@pytest.mark.parametrize("word", ["nationalit", "birth", "trade_name", "party_name", "wage_tax_table"])
def test_nothing_but_the_register_of_duties_says_who_needs_a_permit(word: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (LAWS_FOLDER / "wav").rglob("*.sql")]
    statements = ["\n".join(line.split("--")[0] for line in text.splitlines()) for text in texts]
    assert len(statements) > 8
    assert not [text for text in statements if word in text]


def permit_world(registers: Registers, seed: int, extra_permits: int) -> Registers:
    """Sixty workers with duties, jobs, placements and permits at random over ten employers, and some permits more."""
    chance = random.Random(seed)  # noqa: S311 -- a test's own world
    names = [f"E{number}" for number in range(10)]
    for name in names:
        registers.employer(name)
    for number in range(60):
        pid, start = worker(number), AUGUST + timedelta(chance.randint(-40, 20))
        registers.permit_duty(pid, valid_from=chance.choice([date(2020, 1, 1), start]))
        for employer in chance.sample(names, chance.randint(0, 2)):
            registers.wage(employer, worker_pid=pid)
        chain = chance.sample(names, chance.randint(1, 4))
        for lender, hirer in pairwise(chain):
            registers.placement(
                lender, hirer, worker_pid=pid, valid_from=AUGUST, valid_to=chance.choice([None, AUGUST])
            )
        if chance.random() < 0.3:
            registers.permit(f"W{number}", chance.choice([*names, None]), worker_pid=pid, valid_from=start)
    more = random.Random(seed + 1000)  # noqa: S311
    for number in range(extra_permits):
        start = AUGUST + timedelta(more.randint(-40, 20))
        end = more.choice([None, start + timedelta(more.randint(0, 30))])
        holder, pid = more.choice([*names, None]), worker(more.randrange(60))
        registers.permit(f"X{number}", holder, worker_pid=pid, valid_from=start, valid_to=end)
    return registers


def worker_months(registers: Registers) -> dict[Key, int]:
    return {key: row["worker_months"] for key, row in facts_of(registers).items() if key[1] in RULES}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_adding_permits_never_creates_a_fact(registers: Registers, seed: int) -> None:
    before = worker_months(permit_world(registers, seed, extra_permits=0))
    registers.rows = {table: [] for table in registers.rows}
    after = worker_months(permit_world(registers, seed, extra_permits=25))
    assert {rule for _, rule, _ in before} == RULES
    assert all(months <= before[key] for key, months in after.items())
    assert sum(after.values()) < sum(before.values())


@pytest.mark.parametrize("employer_first", [True, False])
def test_a_party_of_a_placement_that_was_an_employer_on_any_day_of_the_month_is_that_employer(
    registers: Registers, employer_first: bool
) -> None:
    half, rest = {"valid_to": date(2026, 8, 14)}, {"valid_from": date(2026, 8, 15)}
    registers.employer("L").employer("H").permit_duty()
    registers.party("X", "registered", employer_id="L", **(half if employer_first else rest))
    registers.party("X", "unregistered", **(rest if employer_first else half))
    registers.placement("X", "H")
    assert ("L", "work_permit_lent", "below") in facts_of(registers)


def test_the_facts_of_a_chain_do_not_depend_on_who_is_in_which_chunk(
    registers: Registers, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = facts_of(permit_world(registers, seed=4, extra_permits=5))
    monkeypatch.setattr("features.facts.PAY_CHUNK", 3)
    assert facts_of(registers) == whole
    assert {rule for _, rule, _ in whole} >= {*RULES, "equal_treatment", "relending"}
