-- Pay against the hours of the contract, by employer.
SELECT
    employer_id,
    'hours_against_contract' AS rule,
    status,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    count(DISTINCT worker_pid) AS workers,
    count(DISTINCT (worker_pid, period_from)) AS worker_months,
    sum(missing_cents)::BIGINT AS amount_cents,
    CASE WHEN status = 'noted' THEN to_json({
        'contract_minutes': sum(contract_minutes)::BIGINT,
        'paid_minutes': sum(paid_minutes)::BIGINT
    }) ELSE to_json(histogram(why_not)) END AS detail
FROM evidence
GROUP BY employer_id, status
