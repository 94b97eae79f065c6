-- Holiday allowance by employer; a shortfall in the pay itself is not counted again.
SELECT
    employer_id,
    'holiday_allowance' AS rule,
    status,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    count(DISTINCT worker_pid) AS workers,
    sum(months)::BIGINT AS worker_months,
    sum(shortfall_cents)::BIGINT AS amount_cents,
    CASE WHEN status = 'below' THEN to_json({
        'allowance_cents': sum(allowance_cents)::BIGINT,
        'due_cents': sum(due_cents)::BIGINT
    }) ELSE to_json(histogram(why_not)) END AS detail
FROM evidence
GROUP BY employer_id, status
