-- Pay below the minimum by employer, with the fine norm (policy rule on enforcement of the Wml 2018, art. 2): for each
-- worker by how much of the minimum was missing and in how many months. The norm is that of the worker's last month below;
-- where it is not known, the last known one is given apart.
WITH workers AS (
    SELECT
        employer_id,
        worker_pid,
        max(period_to) AS last_period,
        count(DISTINCT period_from) AS months,
        sum(shortfall_cents) AS short_cents,
        sum(shortfall_cents) * 6000.0e0 / sum(paid_minutes * minimum_cents) AS percent
    FROM evidence
    WHERE status = 'below'
    GROUP BY employer_id, worker_pid
),
classed AS (
    SELECT
        workers.*,
        CASE
            WHEN short_cents < small.number THEN 'small_amount'
            ELSE
                CASE
                    WHEN percent < 5 THEN 'from_0'
                    WHEN percent < 10 THEN 'from_5'
                    WHEN percent < 25 THEN 'from_10'
                    WHEN percent < 50 THEN 'from_25'
                    ELSE 'from_50'
                END
                || CASE
                    WHEN months <= 1 THEN '_up_to_1'
                    WHEN months < 3 THEN '_under_3'
                    WHEN months < 6 THEN '_under_6'
                    ELSE '_longer'
                END
        END AS norm_name
    FROM workers
    JOIN parameter_values AS small
        ON small.parameter_id = 'wml.fine_norm_underpayment'
        AND small.name = 'small_amount_below'
        AND last_period >= small.valid_from
        AND last_period <= coalesce(small.valid_to, last_period)
),
fines AS (
    SELECT employer_id, sum(norm.number)::BIGINT AS fine_norm_cents, bool_and(norm.known) AS fine_norm_known
    FROM classed
    JOIN parameter_values AS norm
        ON norm.parameter_id = 'wml.fine_norm_underpayment'
        AND norm.name = classed.norm_name
        AND last_period >= norm.valid_from
        AND last_period <= coalesce(norm.valid_to, last_period)
    GROUP BY employer_id
)
SELECT
    employer_id,
    'minimum_wage' AS rule,
    status,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    count(DISTINCT worker_pid) AS workers,
    count(DISTINCT (worker_pid, period_from)) AS worker_months,
    CASE WHEN status = 'below' THEN sum(shortfall_cents) END AS amount_cents,
    CASE WHEN status = 'below' THEN to_json({
        'counted_cents': sum(counted_cents)::BIGINT,
        'due_cents': (sum(paid_minutes * minimum_cents) // 60)::BIGINT,
        'underpaid_percent': floor(sum(shortfall_cents) * 60000.0e0 / sum(paid_minutes * minimum_cents)) / 10,
        'largest_shortfall_per_hour_cents': max(shortfall_per_hour_cents),
        'fine_norm_cents': any_value(CASE WHEN fine_norm_known THEN fine_norm_cents END),
        'fine_norm_last_known_cents': any_value(CASE WHEN NOT fine_norm_known THEN fine_norm_cents END)
    }) ELSE to_json(histogram(why_not)) END AS detail
FROM evidence
LEFT JOIN fines USING (employer_id)
GROUP BY employer_id, status
