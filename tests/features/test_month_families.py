"""The families over the months of a return: every number worked out by hand. 100 hours ask 100,000 cents."""

from datetime import date

import pytest

from features.catalogue import load_catalogue
from features.window import month_number
from tests.features.month_lines import AUGUST, Row, features_of, line, monthly_sums, year

JANUARY, JUNE, JULY, SEPTEMBER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1), date(2026, 9, 1)
BELOW = 90_000


def test_pay_in_bins_of_the_minimum() -> None:
    # 90% is below by 10,000 cents; the ten together are 1,315,000 cents against 1,000,000.
    percentages = (90, 100, 104, 105, 109, 112, 125, 140, 180, 250)
    row = features_of("wages", [line(wage_cents=1_000 * percentage) for percentage in percentages])["E1"]
    assert row["share_below_minimum"] == pytest.approx(0.1)
    assert row["shortfall_share"] == pytest.approx(0.01)
    assert row["mean_pay_ratio"] == pytest.approx(1.315)
    assert row["share_at_minimum"] == pytest.approx(0.1)
    assert row["share_near_minimum"] == pytest.approx(0.3)
    shares = [row[f"share_up_to_{percentage}"] for percentage in (110, 115, 130, 150)]
    assert shares == pytest.approx([0.5, 0.6, 0.7, 0.8])
    # Half of them at most 110%, a tenth above 200%: either may come first.
    assert row["pay_contrast"] == pytest.approx(2 * 0.5 * 0.1)
    assert row["shortfall_per_worker_month"] == pytest.approx(10.0)
    assert row["shortfall_when_below"] == pytest.approx(100.0)


@pytest.mark.parametrize("percentage", [110, 115, 130, 150])
def test_a_bin_holds_its_own_percentage_and_not_a_cent_more(percentage: int) -> None:
    lines = [line(wage_cents=1_000 * percentage), line(wage_cents=1_000 * percentage + 1)]
    assert features_of("wages", lines)["E1"][f"share_up_to_{percentage}"] == 0.5


def test_near_the_minimum_ends_at_105_and_high_pay_starts_after_200_percent() -> None:
    near = features_of("wages", [line(wage_cents=105_000), line(wage_cents=105_001)])
    assert near["E1"]["share_near_minimum"] == 0.5
    contrast = features_of("wages", [line(wage_cents=100_000), line(wage_cents=200_000), line(wage_cents=200_001)])
    assert contrast["E1"]["pay_contrast"] == pytest.approx(2 / 9)


def test_a_cent_of_rounding_is_the_minimum_itself() -> None:
    pay = (99_998, 99_999, 100_001, 100_002)
    row = features_of("wages", [line(wage_cents=cents) for cents in pay])["E1"]
    assert (row["share_below_minimum"], row["share_at_minimum"]) == (0.25, 0.5)
    assert row["share_near_minimum"] == 0.75


def test_pay_below_the_minimum_over_the_months() -> None:
    # Two jobs a month at the minimum, one more in December and two more in January. One is 10% below it in November,
    # January and from June on, another in July.
    below = {11, 1, 6, 7, 8, 9}
    lines = [row if row["period"].month != 7 else line_below(row) for row in year(wage_cents=100_000)]
    lines += [row if row["period"].month not in below else line_below(row) for row in year(wage_cents=100_000)]
    lines += [line(period=period, wage_cents=100_000) for period in (date(2025, 12, 1), JANUARY, JANUARY)]
    row = features_of("wages", lines)["E1"]
    assert row["share_months_below"] == pytest.approx(6 / 12)
    assert row["worst_month_below"] == 1
    # Four of six in July to September, one of seven in October to December.
    assert row["below_change"] == pytest.approx(100 * (4 / 6 - 1 / 7))
    assert row["pay_ratio_change"] == pytest.approx((4 * 90 + 2 * 100) / 6 - (6 * 100 + 90) / 7)
    # Three of six in January and July, one of five in December and June.
    assert row["below_after_raise"] == pytest.approx(100 * (3 / 6 - 1 / 5))


def line_below(row: Row) -> Row:
    return line(period=row["period"], wage_cents=BELOW)


def test_a_rise_in_the_first_month_of_the_window_has_nothing_before_it() -> None:
    # The window is the year 2026: January has no December before it, and December no January after it.
    # All pay is below the minimum, so that July against June makes no difference.
    december = date(2026, 12, 1)

    def raised(*periods: date) -> float | None:
        lines = [line(period=period, wage_cents=BELOW) for period in periods]
        value: float | None = features_of("wages", lines, date(2027, 1, 31))["E1"]["below_after_raise"]
        return value

    assert raised(JANUARY, JULY, december) is None
    assert raised(JANUARY, JUNE, JULY, december) == 0


def test_young_workers_have_a_share_of_their_own() -> None:
    lines = [line(age=20, wage_cents=BELOW), line(age=20), line(age=20), line(age=21, wage_cents=BELOW)]
    assert features_of("wages", lines)["E1"]["youth_share_below"] == pytest.approx(1 / 3)
    assert features_of("wages", [line(age=21)])["E1"]["youth_share_below"] is None


def test_what_pay_is_made_of() -> None:
    # 120,000 in hundreds of euros; 125,050 is not; 170,000 with 40,000 of irregular wage leaves 130,000, round again.
    # Pay without hours, 50,000, counts too; a month without pay does not.
    lines = [
        line(wage_cents=120_000, holiday_allowance_reserved_cents=9_600),
        line(wage_cents=125_050, holiday_allowance_reserved_cents=0),
        line(wage_cents=170_000, irregular_wage_cents=40_000, holiday_allowance_reserved_cents=0),
        line(wage_cents=50_000, paid_minutes=0, holiday_allowance_reserved_cents=0),
        line(wage_cents=0, holiday_allowance_reserved_cents=0),
    ]
    row = features_of("wages", lines)["E1"]
    assert row["share_round_pay"] == pytest.approx(3 / 4)
    assert row["irregular_wage_share"] == pytest.approx(40_000 / 465_050)
    assert row["share_without_holiday_allowance"] == pytest.approx(3 / 4)
    assert row["holiday_reserve_gap"] == pytest.approx(0.08 - 9_600 / 425_050)


def test_holiday_allowance_is_asked_over_three_times_the_minimum_at_most() -> None:
    # 900,000 for 100 hours: 8% of 300,000 is 24,000. Paid and built up are not added up, the larger counts.
    lines = [line(wage_cents=912_000, holiday_allowance_paid_cents=12_000, holiday_allowance_reserved_cents=24_000)]
    assert features_of("wages", lines)["E1"]["holiday_reserve_gap"] == pytest.approx(0)
    half = [line(wage_cents=912_000, holiday_allowance_paid_cents=12_000, holiday_allowance_reserved_cents=6_000)]
    assert features_of("wages", half)["E1"]["holiday_reserve_gap"] == pytest.approx(0.04)


def test_what_cannot_be_tested_is_counted_by_cause() -> None:
    lines = [line(), line(paid_minutes=0), line(why_not="no_employment_type"), line(why_not="employment_type")]
    row = features_of("wages", lines)["E1"]
    assert (row["share_untested"], row["share_untested_type"]) == (0.75, 0.5)
    assert row["share_below_minimum"] == 0
    assert row["mean_pay_ratio"] == pytest.approx(1.33333)


def test_paid_hours_of_a_job() -> None:
    # August has 31 days: 60 hours a week are 15,942.9 minutes, 35 are 9,300 and 12 are 3,188.6.
    minutes = (16_000, 15_900, 9_300, 9_299, 3_188, 4_800, 480, 0)
    row = features_of("hours", [line(paid_minutes=count) for count in minutes])["E1"]
    assert row["hours_per_worker"] == pytest.approx(sum(minutes) / 60 / 8)
    assert row["share_zero_hours"] == pytest.approx(1 / 8)
    assert row["share_over_60_hours"] == pytest.approx(1 / 8)
    assert row["share_full_time"] == pytest.approx(3 / 8)
    assert row["share_small_jobs"] == pytest.approx(2 / 7)
    assert row["share_round_40_hours"] == pytest.approx(1 / 7)
    assert row["share_round_8_hours"] == pytest.approx(2 / 7)


def test_paid_hours_against_the_contract() -> None:
    # 40 hours a week ask 10,628.6 minutes in August; 95% of that is 10,097.1 and 125% is 13,285.7.
    week = {"contract_week_minutes": 2_400}
    lines = [line(paid_minutes=count, **week) for count in (10_400, 10_098, 10_097, 13_285, 13_286)]
    # Of a job that began or ended in the month, or without agreed hours, nothing is compared.
    lines += [line(started_on=date(2026, 8, 2), **week), line(ended_on=date(2026, 8, 30), **week), line()]
    lines += [line(contract_week_minutes=0)]
    row = features_of("hours", lines)["E1"]
    assert row["share_under_agreed_hours"] == pytest.approx(1 / 5)
    assert row["share_over_agreed_hours"] == pytest.approx(1 / 5)
    asked = 5 * 2_400 * 31 / 7
    assert row["paid_to_agreed_hours"] == pytest.approx((10_400 + 10_098 + 10_097 + 13_285 + 13_286) / asked)


def test_hours_a_week_are_exact_in_a_month_of_four_weeks() -> None:
    # February has 28 days: 12 hours a week are 2,880 minutes, 24 are 5,760, 35 are 8,400 and 60 are 14,400.
    february = date(2026, 2, 1)
    lines = [line(period=february, paid_minutes=count) for count in (2_879, 2_880, 8_399, 8_400, 14_400, 14_401)]
    row = features_of("hours", lines)["E1"]
    shares = [row[name] for name in ("share_small_jobs", "share_full_time", "share_over_60_hours")]
    assert shares == pytest.approx([1 / 6, 3 / 6, 1 / 6])
    # Of 40 agreed hours a week, 9,600 minutes, 95% are 9,120 and 125% are 12,000.
    agreed = [line(period=february, contract_week_minutes=2_400, paid_minutes=count) for count in (9_119, 9_120)]
    agreed += [line(period=february, contract_week_minutes=2_400, paid_minutes=count) for count in (12_000, 12_001)]
    row = features_of("hours", agreed)["E1"]
    assert (row["share_under_agreed_hours"], row["share_over_agreed_hours"]) == (0.25, 0.25)
    on_call = [line(period=february, contract_on_call=True, paid_minutes=count) for count in (5_760, 5_761)]
    assert features_of("contracts", on_call)["E1"]["on_call_many_hours"] == 0.5


def test_a_job_without_dates_or_with_those_of_the_period_ran_all_of_it() -> None:
    whole = [{"started_on": None}, {"started_on": AUGUST}, {"ended_on": date(2026, 8, 31)}]
    lines = [
        line(contract_week_minutes=2_400, paid_minutes=minutes, **dates)
        for dates in whole
        for minutes in (5_000, 14_000)
    ]
    row = features_of("hours", lines)["E1"]
    assert (row["share_under_agreed_hours"], row["share_over_agreed_hours"]) == (0.5, 0.5)
    assert row["paid_to_agreed_hours"] == pytest.approx(3 * 19_000 / (6 * 2_400 * 31 / 7))


def test_overtime() -> None:
    # With 5,000 of overtime: 105,000 is exactly 105%, 105,500 is more; one of the three cannot be tested.
    overtime = {"overtime_wage_cents": 5_000}
    lines = [line(wage_cents=105_000, **overtime), line(wage_cents=105_500, **overtime), line(wage_cents=100_000)]
    lines += [line(wage_cents=89_500, why_not="employment_type", **overtime)]
    row = features_of("hours", lines)["E1"]
    assert row["overtime_share"] == pytest.approx(15_000 / 400_000)
    assert row["share_with_overtime"] == pytest.approx(3 / 4)
    assert row["overtime_at_minimum"] == pytest.approx(1 / 2)


def test_the_busiest_month_is_seen_a_day_of_a_job() -> None:
    # 100 hours in July and in August, and one job of 150 in September: 6,000 / 31 twice and 9,000 / 30 minutes a day.
    lines = [line(period=JULY), line(), line(period=SEPTEMBER, paid_minutes=9_000)]
    assert features_of("hours", lines)["E1"]["hours_peak"] == pytest.approx((9_000 / 30) / (21_000 / 92))
    # More jobs are no peak, and of one month nothing can be said.
    assert features_of("hours", [line(period=JULY), line(), line()])["E1"]["hours_peak"] == pytest.approx(1)
    assert features_of("hours", [line()])["E1"]["hours_peak"] is None


def test_kinds_of_contract() -> None:
    # August: 24 hours a week are 6,377.1 minutes.
    lines = [
        line(contract_on_call=True, paid_minutes=6_378, wage_cents=106_300),
        line(contract_on_call=True, paid_minutes=6_377, contract_indefinite=False, wage_cents=112_000),
        line(contract_on_call=True, paid_minutes=0),
        line(contract_indefinite=False, contract_written=False, wage_cents=105_000, contract_week_minutes=2_400),
        line(contract_written=False, wage_cents=105_500, cao_code=None),
        line(contract_week_minutes=0, cao_code="9999"),
        line(),
    ]
    row = features_of("contracts", lines)["E1"]
    assert row["share_on_call"] == pytest.approx(3 / 7)
    assert row["share_fixed_term"] == pytest.approx(2 / 7)
    assert row["share_flexible"] == pytest.approx(4 / 7)
    assert row["share_not_written"] == pytest.approx(2 / 7)
    assert row["on_call_many_hours"] == pytest.approx(1 / 3)
    assert row["on_call_no_hours"] == pytest.approx(1 / 3)
    assert row["share_no_collective_agreement"] == pytest.approx(2 / 7)
    assert row["share_no_agreed_hours"] == pytest.approx(3 / 4)
    # Six can be tested. The first and the fourth are flexible and at most 105%; 112,000 for 106.3 hours is 105.4%.
    assert row["share_flexible_near_minimum"] == pytest.approx(2 / 6)
    assert row["share_not_written_near_minimum"] == pytest.approx(1 / 6)


def test_contracts_that_change_over_the_year() -> None:
    # A second job, on call and for a fixed term, in November and in July, August and September; January and June, when
    # there is one too, are in neither three months.
    lines = year() + [
        line(period=period, contract_on_call=True, contract_indefinite=False)
        for period in (date(2025, 11, 1), JANUARY, JUNE, JULY, AUGUST, SEPTEMBER)
    ]
    row = features_of("contracts", lines)["E1"]
    assert row["on_call_change"] == pytest.approx(100 * (3 / 6 - 1 / 4))
    assert row["fixed_term_change"] == pytest.approx(100 * (3 / 6 - 1 / 4))


def test_very_short_jobs_and_returns_of_four_weeks() -> None:
    four_weeks = {"from_day": date(2026, 8, 3), "to_day": date(2026, 8, 30)}
    lines = [
        line(started_on=AUGUST, ended_on=date(2026, 8, 31)),
        line(started_on=date(2026, 7, 31), ended_on=date(2026, 8, 12)),
        line(started_on=date(2026, 8, 10)),
        line(**four_weeks),
        line(period=date(2026, 2, 1)),
        line(period=JANUARY, from_day=JANUARY, to_day=date(2026, 1, 25)),
    ]
    row = features_of("contracts", lines)["E1"]
    assert row["share_jobs_within_period"] == pytest.approx(1 / 6)
    assert row["share_four_week_returns"] == pytest.approx(2 / 6)


def test_jobs_that_begin_and_end() -> None:
    # Two jobs all year, another in January and three that are of June only. One from 10 July up to and including
    # 9 October, and one from 1 August to 20 August.
    third = {"started_on": date(2026, 7, 10), "ended_on": date(2026, 10, 9)}
    fourth = {"started_on": AUGUST, "ended_on": date(2026, 8, 20)}
    lines = year() + year() + [line(period=period, **third) for period in (JULY, AUGUST, SEPTEMBER)]
    lines += [line(**fourth), line(period=JANUARY)]
    lines += [line(period=JUNE, started_on=JUNE, ended_on=date(2026, 6, 30)) for _ in range(3)]
    row = features_of("workforce", lines)["E1"]
    assert row["workers"] == pytest.approx(32 / 12)
    # The last three months have 3, 4 and 3 jobs; four different ones, of which two are new.
    assert row["share_new_workers"] == pytest.approx(2 / 4)
    assert row["workforce_growth"] == pytest.approx((10 / 3) / 2)
    assert row["workforce_peak"] == pytest.approx(5 / (32 / 12))
    assert row["starts_per_worker"] == pytest.approx(5 / (32 / 12))
    assert row["ends_per_worker"] == pytest.approx(4 / (32 / 12))
    assert row["replaced_per_worker"] == pytest.approx(4 / (32 / 12))
    assert (row["share_brief_jobs"], row["months_without_return"], row["share_months_one_job"]) == (1, 0, 0)


@pytest.mark.parametrize(("days", "share"), [(91, 1.0), (92, 0.0)])
def test_a_job_of_three_months_was_brief(days: int, share: float) -> None:
    # From 1 May: 31 July is the 92nd day, 1 August the 93rd.
    started, ended = date(2026, 5, 1), date.fromordinal(date(2026, 5, 1).toordinal() + days)
    lines = [line(period=ended.replace(day=1), started_on=started, ended_on=ended)]
    assert features_of("workforce", lines)["E1"]["share_brief_jobs"] == share


def test_new_workers_without_a_return_for_the_first_of_the_last_three_months() -> None:
    # Three jobs in August, of which one is new, and one left in September: one of three.
    lines = [line(started_on=AUGUST), line(), line(), line(period=SEPTEMBER)]
    assert features_of("workforce", lines)["E1"]["share_new_workers"] == pytest.approx(1 / 3)


def test_new_workers_are_never_more_than_all_of_them() -> None:
    # The second of two returns of four weeks in a month counts no job, and the one who began in it is new all the same.
    second = line(period=JULY, from_day=date(2026, 7, 30), to_day=date(2026, 8, 26), started_on=date(2026, 7, 30))
    assert features_of("workforce", [line(period=JULY, started_on=JULY), second])["E1"]["share_new_workers"] == 1


def test_first_days_that_are_known_of_earlier_months_only_say_nothing_of_new_workers() -> None:
    lines = [line(period=JUNE), line(started_on=None)]
    assert features_of("workforce", lines)["E1"]["share_new_workers"] is None


def test_age_and_length_of_jobs() -> None:
    # Up to 31 August: 30 days since 1 August, 396 since 31 July 2025; of other jobs the start is not known.
    starts = (AUGUST, date(2025, 7, 31), None, None, None, None)
    ages = (17, 18, 20, 21, 22, 23)
    row = features_of("workforce", [line(age=age, started_on=start) for age, start in zip(ages, starts, strict=True)])
    shares = [row["E1"][name] for name in ("share_under_18", "share_youth_scale", "share_under_23")]
    assert shares == pytest.approx([1 / 6, 3 / 6, 5 / 6])
    assert row["E1"]["mean_tenure_days"] == pytest.approx((30 + 396) / 2)


def test_missing_months_and_a_single_job() -> None:
    lines = [line(period=JANUARY), line(period=JULY), line(), line()]
    row = features_of("workforce", lines)["E1"]
    assert row["months_without_return"] == 5
    assert row["workers"] == pytest.approx(4 / 8)
    assert row["share_months_one_job"] == pytest.approx(2 / 3)


def test_two_months_are_enough_for_a_peak_and_one_is_not() -> None:
    two = [line(period=JULY), line(), line()]
    assert features_of("workforce", two)["E1"]["workforce_peak"] == pytest.approx(2 / 1.5)
    assert features_of("workforce", [line(), line()])["E1"]["workforce_peak"] is None


def test_a_job_that_ended_without_a_known_first_day_was_not_brief_nor_long() -> None:
    row = features_of("workforce", [line(started_on=None, ended_on=date(2026, 8, 9))])["E1"]
    assert (row["ends_per_worker"], row["share_brief_jobs"]) == (1, None)


def test_two_returns_of_four_weeks_in_a_month_are_one_job() -> None:
    # 1 and 29 March start in one month; a return that starts on the 28th is alone in its month.
    march, paid = date(2026, 3, 1), {"paid_minutes": 4_800}
    lines = [
        line(period=march, from_day=march, to_day=date(2026, 3, 28), **paid),
        line(period=march, from_day=date(2026, 3, 29), to_day=date(2026, 4, 25), **paid),
        line(period=date(2026, 4, 1), from_day=date(2026, 4, 26), to_day=date(2026, 5, 23), **paid),
        line("E2", march, from_day=date(2026, 3, 28), to_day=date(2026, 4, 24), **paid),
    ]
    rows = features_of("workforce", lines)
    assert (rows["E1"]["workers"], rows["E2"]["workers"]) == (1, 1)
    row = features_of("hours", lines)["E1"]
    assert row["hours_per_worker"] == pytest.approx(3 * 80 / 2)
    assert row["hours_peak"] == pytest.approx(1)


UNKNOWN = {
    "wages": {
        "share_below_minimum", "shortfall_share", "mean_pay_ratio", "share_at_minimum", "share_near_minimum",
        "share_up_to_110", "share_up_to_115", "share_up_to_130", "share_up_to_150", "pay_contrast",
        "share_months_below", "worst_month_below", "shortfall_per_worker_month", "shortfall_when_below",
        "youth_share_below", "below_change", "pay_ratio_change", "below_after_raise", "share_round_pay",
        "irregular_wage_share", "holiday_reserve_gap", "share_without_holiday_allowance",
    },
    "hours": {
        "overtime_share", "paid_to_agreed_hours", "share_under_agreed_hours", "share_over_agreed_hours",
        "share_round_40_hours", "share_round_8_hours", "share_small_jobs", "hours_peak", "overtime_at_minimum",
    },
    "contracts": {
        "share_no_agreed_hours", "share_flexible_near_minimum", "share_not_written_near_minimum", "on_call_change",
        "fixed_term_change", "share_jobs_within_period",
    },
    "workforce": {
        "share_new_workers", "workforce_growth", "workforce_peak", "starts_per_worker", "replaced_per_worker",
        "share_brief_jobs", "mean_tenure_days",
    },
}  # fmt: skip


@pytest.mark.parametrize("family", UNKNOWN)
def test_what_is_not_known_is_no_figure_and_never_zero(family: str) -> None:
    # One line of one month, on call, without hours, wage or a first day.
    empty = line(
        period=date(2026, 2, 1), contract_on_call=True, paid_minutes=0, wage_cents=0, started_on=None,
        holiday_allowance_reserved_cents=0,
    )  # fmt: skip
    row = features_of(family, [empty])["E1"]
    assert {name for name, value in row.items() if value is None} == UNKNOWN[family]


def test_without_on_call_contracts_their_hours_are_not_known() -> None:
    row = features_of("contracts", [line()])["E1"]
    assert (row["on_call_many_hours"], row["on_call_no_hours"], row["share_on_call"]) == (None, None, 0)


def test_nothing_below_the_minimum_is_zero_and_its_size_is_not_known() -> None:
    row = features_of("wages", [line()])["E1"]
    assert (row["shortfall_share"], row["shortfall_per_worker_month"], row["shortfall_when_below"]) == (0, 0, None)


def test_a_change_just_below_nothing_reads_as_nothing() -> None:
    change = load_catalogue().feature("below_change")
    assert [change.format_value(value, "en") for value in (-0.04, -2.5)] == ["0", "-2.5"]


def test_employers_do_not_mix() -> None:
    rows = features_of("wages", [line("E1", wage_cents=BELOW), line("E2")])
    assert (rows["E1"]["share_below_minimum"], rows["E2"]["share_below_minimum"]) == (1, 0)


def test_every_monthly_column_adds_up() -> None:
    # What one part of the lines gives and what the other gives are together what all of them give.
    first = [line(wage_cents=BELOW, contract_on_call=True), line(paid_minutes=0, overtime_wage_cents=100)]
    second = [
        line(contract_week_minutes=2_400, paid_minutes=9_600, irregular_wage_cents=3_000, started_on=AUGUST),
        line(age=17, ended_on=date(2026, 8, 9), contract_written=False, cao_code=None, why_not="employment_type"),
    ]
    key = "E1", month_number(AUGUST)
    parts, whole = [monthly_sums(lines)[key] for lines in (first, second)], monthly_sums(first + second)[key]
    assert {column: sum(part[column] for part in parts) for column in whole} == whole
    assert all(isinstance(value, int) for value in whole.values())
