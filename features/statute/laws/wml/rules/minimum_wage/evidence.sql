-- The lines of the returns whose declared pay is below the minimum (Wml art. 7) or cannot be tested.
SELECT
    employer_id,
    status,
    period AS period_from,
    period AS period_to,
    worker_pid,
    income_relationship,
    from_day,
    to_day,
    age,
    paid_minutes,
    counted_cents,
    minimum_cents,
    shortfall_cents,
    shortfall_per_hour_cents,
    why_not
FROM pay_lines
WHERE status <> 'met'
