-- Paid hours, in minutes. Hours a week are compared with the days of the return: paid_minutes * 7 with days of minutes.
-- Against the hours agreed only jobs count that ran all of the period: of others the hours due are not known. The
-- condition is always written the same way, so that the engine works it out once.
count_if(
    contract_week_minutes > 0 AND coalesce(started_on <= from_day, true) AND coalesce(ended_on >= to_day, true)
) AS hours_agreed,
sum(CASE
    WHEN contract_week_minutes > 0 AND coalesce(started_on <= from_day, true) AND coalesce(ended_on >= to_day, true)
    THEN contract_week_minutes * days
END) AS hours_agreed_7ths,
sum(CASE
    WHEN contract_week_minutes > 0 AND coalesce(started_on <= from_day, true) AND coalesce(ended_on >= to_day, true)
    THEN paid_minutes
END) AS hours_agreed_paid_minutes,
-- More than 5% too few, so that a fixed number of hours a month is enough in a month of 31 days too.
count_if(CASE
    WHEN contract_week_minutes > 0 AND coalesce(started_on <= from_day, true) AND coalesce(ended_on >= to_day, true)
    THEN paid_minutes * 140 < contract_week_minutes * days * 19
END) AS hours_under_agreed,
-- More than 25% above what was agreed.
count_if(CASE
    WHEN contract_week_minutes > 0 AND coalesce(started_on <= from_day, true) AND coalesce(ended_on >= to_day, true)
    THEN paid_minutes * 28 > contract_week_minutes * days * 5
END) AS hours_over_agreed,
count_if(paid_minutes <= 0) AS hours_none,
count_if(paid_minutes > 0 AND paid_minutes % 2400 = 0) AS hours_round_40,
count_if(paid_minutes > 0 AND paid_minutes % 480 = 0) AS hours_round_8,
count_if(paid_minutes * 7 > days * 3600) AS hours_over_60,
count_if(paid_minutes > 0 AND paid_minutes * 7 < days * 720) AS hours_under_12,
count_if(paid_minutes * 7 >= days * 2100) AS hours_from_35,
sum(overtime_wage_cents) AS hours_overtime_cents,
count_if(overtime_wage_cents > 0) AS hours_overtime,
count_if(overtime_wage_cents > 0 AND why_not IS NULL) AS hours_overtime_tested,
count_if(overtime_wage_cents > 0 AND why_not IS NULL AND counted_cents * 6000 <= due_60ths * 105) AS hours_overtime_low
