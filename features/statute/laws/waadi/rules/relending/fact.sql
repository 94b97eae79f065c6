-- One row an employer. Links do not say who was lent on: of the workers and hours hired and those lent in a month, the
-- lower is the most that can have been, and what placements show the least.
WITH months AS (
    SELECT
        employer_id,
        status,
        period_from AS period,
        coalesce(sum(workers) FILTER (side = 'hired'), 0) AS hired_workers,
        coalesce(sum(workers) FILTER (side = 'lent'), 0) AS lent_workers,
        coalesce(sum(workers) FILTER (side = 'relent'), 0) AS seen_workers,
        coalesce(sum(hired_minutes) FILTER (side = 'hired'), 0) AS minutes_in,
        coalesce(sum(hired_minutes) FILTER (side = 'lent'), 0) AS minutes_out,
        max(depth) AS depth
    FROM evidence
    GROUP BY employer_id, status, period_from
),
bounded AS (
    SELECT
        *,
        greatest(least(hired_workers, lent_workers), seen_workers) AS workers,
        least(minutes_in, minutes_out) AS hired_minutes
    FROM months
),
seen AS (
    SELECT employer_id, count(DISTINCT worker_pid) AS workers FROM evidence WHERE side = 'relent' GROUP BY employer_id
)
SELECT
    bounded.employer_id,
    'relending' AS rule,
    bounded.status,
    min(bounded.period) AS period_from,
    max(bounded.period) AS period_to,
    CAST(max(bounded.workers) AS BIGINT) AS workers,
    CAST(sum(bounded.workers) AS BIGINT) AS worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'months': count(*),
        'hired_minutes': CAST(sum(bounded.hired_minutes) AS BIGINT),
        'depth': max(bounded.depth),
        'not_followed': CASE WHEN max(bounded.depth) = 4 THEN 1 END,  -- hire_depth goes no further
        'seen_workers': coalesce(max(seen.workers), 0)
    }) AS detail
FROM bounded
LEFT JOIN seen USING (employer_id)
GROUP BY bounded.employer_id, bounded.status
