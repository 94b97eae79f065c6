-- Declared pay against the statutory minimum over the twelve periods of the window. Reads pay_lines.
SELECT
    employer_id,
    count_if(status = 'below') / nullif(count_if(status <> 'not_testable'), 0) AS share_below_minimum,
    sum(shortfall_cents) * 60 / nullif(sum(due_60ths) FILTER (status <> 'not_testable'), 0) AS shortfall_share,
    median(counted_cents * 60.0 / due_60ths) FILTER (status <> 'not_testable') AS median_pay_ratio,
    count_if(status = 'met' AND counted_cents * 6000 <= due_60ths * 105)
        / nullif(count_if(status <> 'not_testable'), 0) AS share_near_minimum,
    greatest(0, 0.08 - greatest(sum(holiday_allowance_reserved_cents), sum(holiday_allowance_paid_cents))
        / nullif(sum(CASE WHEN due_60ths > 0 THEN least(counted_cents, due_60ths * 3 / 60) ELSE counted_cents END), 0)
    ) AS holiday_reserve_gap
FROM pay_lines
GROUP BY employer_id
