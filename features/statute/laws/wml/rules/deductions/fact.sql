-- Deductions beyond what is allowed, by employer.
SELECT
    employer_id,
    'deductions' AS rule,
    status,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    coalesce(max(workers), count(DISTINCT worker_pid)) AS workers,
    coalesce(max(worker_months), count(DISTINCT (worker_pid, period_from))) AS worker_months,
    sum(excess_cents)::BIGINT AS amount_cents,
    CASE WHEN status = 'below' THEN to_json({
        'housing_cents': sum(housing_deduction_cents)::BIGINT,
        'other_cents': sum(other_deduction_cents)::BIGINT,
        'housing_percent': max(housing_percent),
        'uncertified': count_if(housing_deduction_cents > 0 AND NOT housing_certified)::BIGINT
    }) ELSE to_json(histogram(why_not)) END AS detail
FROM evidence
GROUP BY employer_id, status
