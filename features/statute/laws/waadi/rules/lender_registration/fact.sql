-- One row an employer and status, counted in lending_totals, with the norm amount of the fine in the last month.
SELECT
    employer_id,
    rule,
    status,
    period_from,
    period_to,
    workers,
    worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'parties': parties,
        'hired_minutes': hired_minutes,
        'months': months,
        'fine_norm_cents': CASE WHEN fine_known THEN fine_cents END,
        'fine_norm_last_known_cents': CASE WHEN NOT fine_known THEN fine_cents END,
        'earlier_findings': earlier_findings
    }) AS detail
FROM registration_totals
WHERE rule = 'lender_registration'
