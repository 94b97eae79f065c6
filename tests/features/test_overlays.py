"""Overlays on the parameters of the law: what they change, and that nothing of them is left."""

import json
import threading
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from features.statute.calendar import load_calendar
from features.statute.minimum_bounds import Bounds, minimum_bounds, period_minimums
from features.statute.minimum_wage import hourly_minimum, minimum_wage_rows
from features.statute.overlays import Overlay, law_with
from features.statute.parameter_rows import parameter_rows
from features.statute.parameters import Known, Unknown, held_parameters, holds_on
from tests.features.registers import Registers, worker
from tests.features.results import facts_of

SOURCE = "a thought"
TEN_PERCENT = Overlay("wml.hourly_minimum", date(2026, 7, 1), SOURCE, factor=Decimal("1.1"))
FINES = Overlay(
    "wml.fine_norm_underpayment", date(2026, 1, 1), SOURCE, factor=Decimal("1.18"), on_last_known=True,
    leave=frozenset({"small_amount_below"}),
)  # fmt: skip
BAN = Overlay("waadi.relending_ban", date(2026, 7, 1), SOURCE, value=True)
ADMISSION = [
    Overlay(name, date(2026, 8, 1), SOURCE, value_of=date(2028, 1, 1))
    for name in ("waadi.registration_duty", "waadi.admission_statuses", "waadi.admission_fine")
]


def value_on(parameter_id: str, on: date) -> object:
    answer = holds_on(parameter_id, on)
    assert isinstance(answer, Known), answer
    return answer.value


def test_a_factor_holds_from_its_day_on_and_nowhere_else() -> None:
    # 14.99 times 1.1 is 16.489: 16.49. For 15-year-olds 4.50 becomes 4.95.
    with law_with([TEN_PERCENT]):
        assert value_on("wml.hourly_minimum", date(2026, 6, 30))["21"] == 1471  # type: ignore[index]
        assert value_on("wml.hourly_minimum", date(2026, 7, 1))["21"] == 1649  # type: ignore[index]
        answer = holds_on("wml.hourly_minimum", date(2026, 12, 31))
        assert isinstance(answer, Known)
        assert (answer.certainty, answer.source) == ("unverified", SOURCE)
        assert isinstance(hourly_minimum(date(2026, 8, 1), 30), Known)
    assert value_on("wml.hourly_minimum", date(2026, 7, 1))["21"] == 1499  # type: ignore[index]


def test_an_overlay_may_begin_on_the_last_day_of_an_amount() -> None:
    # 14.71 holds to 30 June 2026: on that day 16.18 (16.181), and from the next 16.49.
    with law_with([Overlay("wml.hourly_minimum", date(2026, 6, 30), SOURCE, factor=Decimal("1.1"))]):
        found = [value_on("wml.hourly_minimum", date(2026, month, day)) for month, day in ((6, 29), (6, 30), (7, 1))]
    assert [amounts["21"] for amounts in found] == [1471, 1618, 1649]  # type: ignore[index]


def test_everything_that_reads_the_law_sees_the_overlay() -> None:
    on, before = date(2026, 8, 1), minimum_bounds(date(2026, 8, 1), 30, False, True)
    with law_with([TEN_PERCENT]):
        assert minimum_bounds(on, 30, False, True) == Bounds(1649, 1649)
        assert {row.cents for row in period_minimums(on, on) if row.age == 21 and not row.bbl} == {1649}
        assert (date(2026, 7, 1), 1649) in {(row[0], row[4]) for row in minimum_wage_rows() if row[2] == 21}
        rows = parameter_rows().filter(pl.col("parameter_id") == "wml.hourly_minimum", pl.col("name") == "21")
        told = rows.filter(pl.col("valid_from") == date(2026, 7, 1))
        assert told.select("number", "known", "certainty").rows() == [(1649.0, True, "unverified")]
        assert any(change.source == SOURCE for change in load_calendar())
    assert before == minimum_bounds(on, 30, False, True) == Bounds(1499, 1499)
    assert not any(change.source == SOURCE for change in load_calendar())


def test_what_was_cached_in_an_overlay_is_not_told_outside_it() -> None:
    on = date(2026, 9, 17)  # a day that nothing else asks for, so that the overlay asks first
    with law_with([TEN_PERCENT]):
        inside = minimum_bounds(on, 47, False, False)
    assert (inside, minimum_bounds(on, 47, False, False)) == (Bounds(1649, 1649), Bounds(1499, 1499))
    with law_with([TEN_PERCENT]):
        assert minimum_bounds(on, 47, False, False) == Bounds(1649, 1649)


def test_the_law_is_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), law_with([TEN_PERCENT]):
        raise ZeroDivisionError
    assert value_on("wml.hourly_minimum", date(2026, 7, 1))["21"] == 1499  # type: ignore[index]


def test_another_thread_sees_the_law_as_it_is() -> None:
    seen: list[object] = []
    with law_with([TEN_PERCENT]):
        other = threading.Thread(target=lambda: seen.append(minimum_bounds(date(2026, 8, 3), 33, False, True)))
        other.start()
        other.join()
    assert seen == [Bounds(1499, 1499)]


def test_overlays_come_on_top_of_each_other() -> None:
    later = Overlay("wml.hourly_minimum", date(2026, 9, 1), SOURCE, factor=Decimal(2))
    with law_with([TEN_PERCENT]):
        with law_with([later]):
            assert value_on("wml.hourly_minimum", date(2026, 8, 31))["21"] == 1649  # type: ignore[index]
            assert value_on("wml.hourly_minimum", date(2026, 9, 1))["21"] == 3298  # type: ignore[index]
        assert value_on("wml.hourly_minimum", date(2026, 9, 1))["21"] == 1649  # type: ignore[index]


def test_an_amount_that_was_not_found_stays_unknown_unless_the_last_one_is_asked_for() -> None:
    plain = Overlay("wml.fine_norm_underpayment", date(2026, 1, 1), SOURCE, factor=Decimal("1.18"))
    with law_with([plain]):
        assert isinstance(holds_on("wml.fine_norm_underpayment", date(2026, 8, 1)), Unknown)
    with law_with([FINES]):
        # 750 euros become 885; the threshold of 50 euros is no fine and stays.
        amounts = value_on("wml.fine_norm_underpayment", date(2026, 8, 1))
        assert (amounts["from_5_up_to_1"], amounts["small_amount_below"]) == (88_500, 5_000)  # type: ignore[index]
        assert value_on("wml.fine_norm_underpayment", date(2025, 12, 31))["from_5_up_to_1"] == 75_000  # type: ignore[index]


def test_each_named_amount_is_its_own_last_known_one() -> None:
    # Of 2025 only the amount for legal persons was found, 8,000; that for natural persons is of 2016, 4,000.
    fines = Overlay("wav.fine_norm", date(2026, 1, 1), SOURCE, factor=Decimal("1.18"), on_last_known=True)
    with law_with([fines]):
        amounts = value_on("wav.fine_norm", date(2026, 8, 1))
    assert (amounts["legal_person"], amounts["natural_person"]) == (944_000, 472_000)  # type: ignore[index]


def test_what_holds_later_can_be_brought_forward() -> None:
    with law_with(ADMISSION):
        assert value_on("waadi.registration_duty", date(2026, 7, 31)) == "registration"
        assert value_on("waadi.registration_duty", date(2026, 8, 1)) == "admission"
        assert value_on("waadi.registration_duty", date(2029, 1, 1)) == "admission"
        assert isinstance(holds_on("waadi.admission_fine", date(2026, 8, 1)), Unknown)


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        (Overlay("wml.nothing", date(2026, 1, 1), SOURCE, value=1), "no statutory parameter"),
        (Overlay("wml.youth_scale", date(2026, 1, 1), SOURCE, factor=Decimal(2)), "no amount of money"),
        (Overlay("waadi.registration_duty", date(2029, 1, 1), SOURCE, value_of=date(2028, 1, 1)), "own day"),
    ],
)
def test_an_overlay_that_cannot_be_laid_says_why(overlay: Overlay, said: str) -> None:
    with pytest.raises(KompasError, match=said), law_with([overlay]):
        raise AssertionError("the block is never entered")


def test_an_overlay_gives_one_thing() -> None:
    with pytest.raises(KompasError, match="not exactly one"):
        Overlay("wml.hourly_minimum", date(2026, 1, 1), SOURCE)
    with pytest.raises(KompasError, match="above zero"):
        Overlay("wml.hourly_minimum", date(2026, 1, 1), SOURCE, factor=Decimal(0))


DAYS = st.dates(date(2012, 1, 1), date(2030, 1, 1))
AMOUNTS = sorted(name for name, parameter in held_parameters().items() if parameter.unit == "eur")


@given(st.sampled_from(AMOUNTS), DAYS, DAYS, st.decimals("0.5", "3", places=3))
@settings(max_examples=200, deadline=None)
def test_a_factor_changes_nothing_before_its_day_and_every_known_amount_after(
    name: str, start: date, on: date, factor: Decimal
) -> None:
    before = holds_on(name, on)
    with law_with([Overlay(name, start, SOURCE, factor=factor)]):
        inside = holds_on(name, on)
    assert holds_on(name, on) == before
    if isinstance(before, Unknown) or isinstance(inside, Unknown):
        assert isinstance(before, Unknown) and isinstance(inside, Unknown)
    elif on < start:
        assert (inside.value, inside.source) == (before.value, before.source)
    else:
        assert all(abs(inside.value[key] - factor * cents) <= Decimal("0.5") for key, cents in before.value.items())
        assert inside.valid_from <= on and (inside.valid_to is None or inside.valid_to >= on)


@given(DAYS)
@settings(max_examples=30, deadline=None)
def test_a_parameter_in_an_overlay_has_no_gap_and_no_overlap(start: date) -> None:
    with law_with([Overlay("wml.hourly_minimum", start, SOURCE, factor=Decimal("1.05"))]):
        rows = parameter_rows().filter(pl.col("parameter_id") == "wml.hourly_minimum", pl.col("name") == "21")
    spells = rows.sort("valid_from").select("valid_from", "valid_to").rows()
    assert all(last + timedelta(days=1) == first for (_, last), (first, _) in pairwise(spells))


def test_ten_percent_on_the_minimum_wage_by_hand(registers: Registers) -> None:
    # 100 hours in August 2026 at 15.50 and at 16.49 an hour; the minimum of 14.99 becomes 16.49 (16.489). The first
    # falls below by 99 cents an hour, 99.00 in all (6.0%, one month: a norm of 750); the second lies exactly on it.
    registers.employer()
    registers.wage(period=date(2026, 8, 1), wage_cents=155_000)
    registers.wage(period=date(2026, 8, 1), worker_pid=worker(1), wage_cents=164_900)
    assert ("E1", "minimum_wage", "below") not in facts_of(registers)
    with law_with([TEN_PERCENT]):
        fact = facts_of(registers)["E1", "minimum_wage", "below"]
    assert (fact["workers"], fact["amount_cents"]) == (1, 9_900)
    assert json.loads(fact["detail"])["fine_norm_last_known_cents"] == 75_000
    assert ("E1", "minimum_wage", "below") not in facts_of(registers)


def test_the_announced_percentage_on_the_last_known_fine_by_hand(registers: Registers) -> None:
    # 3.39 an hour of 14.99 short (22.6%) in one month: a norm of 1,250, which becomes 1,475.
    registers.employer().wage(period=date(2026, 8, 1), wage_cents=116_000)
    with law_with([FINES]):
        detail = json.loads(facts_of(registers)["E1", "minimum_wage", "below"]["detail"])
    assert (detail["fine_norm_cents"], detail["fine_norm_last_known_cents"]) == (147_500, None)


def test_a_ban_on_relending_by_hand(registers: Registers) -> None:
    # L2 hires three and lends two on in June and in August; from July it would fall under the ban.
    for employer in ("L1", "L2", "H"):
        registers.employer(employer)
    for month in (date(2026, 6, 1), date(2026, 8, 1)):
        registers.link("L1", "L2", period=month, workers=3).link("L2", "H", period=month, workers=2)
    noted = facts_of(registers)
    assert (noted["L2", "relending", "noted"]["workers"], ("L2", "relending", "below") in noted) == (2, False)
    with law_with([BAN]):
        facts = facts_of(registers)
    assert facts["L2", "relending", "noted"]["period_to"] == date(2026, 6, 1)
    assert facts["L2", "relending", "below"]["period_from"] == date(2026, 8, 1)
    assert ("L1", "relending", "below") not in facts


def test_admission_brought_forward_by_hand(registers: Registers) -> None:
    # A registered lender without admission: met in July; in August lender and hirer both lack what is asked for.
    registers.employer("L", wtta_status="not_applied", waadi_registered_from=date(2020, 1, 1)).employer("H")
    for month in (date(2026, 7, 1), date(2026, 8, 1)):
        registers.link("L", "H", period=month, workers=4)
    with law_with(ADMISSION):
        facts = facts_of(registers)
    assert facts["L", "lender_admission", "below"]["period_from"] == date(2026, 8, 1)
    assert facts["H", "hirer_admission", "below"]["workers"] == 4
    assert facts["L", "lender_admission", "below"]["amount_cents"] is None
    assert ("L", "lender_registration", "below") not in facts
