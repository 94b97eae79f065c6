-- The lines of one month's returns for regular employment (income type 15), every version of them. {relation} is the
-- month's part of the wage records. A return every four weeks counts in the month in which its period starts.
SELECT
    loonheffingennummer,
    worker_pid,
    income_relationship,
    CAST(date_trunc('month', period) AS DATE) AS period,
    period AS from_day,
    period_end AS to_day,
    date_diff('day', period, period_end) + 1 AS days,
    birth_month,
    started_on,
    ended_on,
    employment_type,
    contract_indefinite,
    contract_written,
    contract_on_call,
    cao_code,
    wage_cents,
    overtime_wage_cents,
    holiday_allowance_paid_cents,
    holiday_allowance_reserved_cents,
    irregular_wage_cents,
    paid_minutes,
    contract_week_minutes,
    {known} AS counted_on
FROM {relation}
WHERE income_type = 15
