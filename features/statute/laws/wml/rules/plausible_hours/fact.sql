-- More paid hours than is plausible, by employer.
SELECT
    employer_id,
    'plausible_hours' AS rule,
    status,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    count(DISTINCT worker_pid) AS workers,
    count(DISTINCT (worker_pid, period_from)) AS worker_months,
    NULL::BIGINT AS amount_cents,
    to_json({
        'limit_minutes': max(limit_minutes),
        'paid_minutes': sum(paid_minutes)::BIGINT,
        'beyond_minutes': sum(paid_minutes - plausible_minutes)::BIGINT
    }) AS detail
FROM evidence
GROUP BY employer_id, status
