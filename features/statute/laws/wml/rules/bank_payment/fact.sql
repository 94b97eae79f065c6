-- Pay in cash by employer, with the fine norm (policy rule on enforcement of the Wml 2018, art. 3): for each worker by the
-- number of months. Where the norm of a worker's last month is not known, the last known one is given apart.
WITH workers AS (
    SELECT employer_id, worker_pid, max(period_to) AS last_period, count(DISTINCT period_from) AS months
    FROM evidence
    WHERE status = 'below'
    GROUP BY employer_id, worker_pid
),
fines AS (
    SELECT workers.employer_id, sum(norm.number)::BIGINT AS fine_norm_cents, bool_and(norm.known) AS fine_norm_known
    FROM workers
    JOIN parameter_values AS norm
        ON norm.parameter_id = 'wml.fine_norm_bank_payment'
        AND norm.name = CASE
            WHEN months <= 1 THEN 'up_to_1'
            WHEN months < 3 THEN 'under_3'
            WHEN months < 6 THEN 'under_6'
            ELSE 'longer'
        END
        AND last_period >= norm.valid_from
        AND last_period <= coalesce(norm.valid_to, last_period)
    GROUP BY workers.employer_id
)
SELECT
    employer_id,
    'bank_payment' AS rule,
    status,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    coalesce(max(workers), count(DISTINCT worker_pid)) AS workers,
    coalesce(max(worker_months), count(DISTINCT (worker_pid, period_from))) AS worker_months,
    CASE WHEN status = 'below' THEN sum(net_paid_cents)::BIGINT END AS amount_cents,
    CASE WHEN status = 'below' THEN to_json({
        'fine_norm_cents': any_value(CASE WHEN fine_norm_known THEN fine_norm_cents END),
        'fine_norm_last_known_cents': any_value(CASE WHEN NOT fine_norm_known THEN fine_norm_cents END)
    }) ELSE to_json(histogram(why_not)) END AS detail
FROM evidence
LEFT JOIN fines USING (employer_id)
GROUP BY employer_id, status
