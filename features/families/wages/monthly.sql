-- Declared pay against the statutory minimum. A line is tested when nothing stands in the way (why_not is empty), and
-- below the minimum when something is short. What is counted up to a percentage includes what is below.
count_if(why_not IS NULL) AS wages_tested,
count_if(shortfall_cents > 0) AS wages_below,
sum(shortfall_cents) AS wages_short_cents,
sum(CASE WHEN why_not IS NULL THEN due_60ths END) AS wages_due_60ths,
sum(CASE WHEN why_not IS NULL THEN counted_cents END) AS wages_counted_cents,
-- The minimum itself, with the cent of rounding that the test allows on either side.
count_if(why_not IS NULL AND counted_cents * 60 <= due_60ths + 60) AS wages_to_100,
count_if(why_not IS NULL AND counted_cents * 6000 <= due_60ths * 105) AS wages_to_105,
count_if(why_not IS NULL AND counted_cents * 6000 <= due_60ths * 110) AS wages_to_110,
count_if(why_not IS NULL AND counted_cents * 6000 <= due_60ths * 115) AS wages_to_115,
count_if(why_not IS NULL AND counted_cents * 6000 <= due_60ths * 130) AS wages_to_130,
count_if(why_not IS NULL AND counted_cents * 6000 <= due_60ths * 150) AS wages_to_150,
count_if(why_not IS NULL AND counted_cents * 6000 <= due_60ths * 200) AS wages_to_200,
count_if(why_not IS NULL AND age < 21) AS wages_youth_tested,
count_if(shortfall_cents > 0 AND age < 21) AS wages_youth_below,
count_if(counted_cents > 0 AND counted_cents % 10000 = 0) AS wages_round,
sum(wage_cents) AS wages_cents,
sum(irregular_wage_cents) AS wages_irregular_cents,
-- The wage that asks holiday allowance is at most three times the minimum (art. 15); in twentieths of a cent.
sum(CASE WHEN due_60ths > 0 THEN least(counted_cents * 20, due_60ths) ELSE counted_cents * 20 END)
    AS wages_holiday_base_20ths,
sum(holiday_allowance_paid_cents) AS wages_holiday_paid_cents,
sum(holiday_allowance_reserved_cents) AS wages_holiday_reserved_cents,
count_if(holiday_allowance_paid_cents + holiday_allowance_reserved_cents <= 0 AND counted_cents > 0)
    AS wages_no_holiday,
count_if(counted_cents > 0) AS wages_paid,
count_if(why_not IN ('employment_type', 'no_employment_type')) AS wages_untested_type
