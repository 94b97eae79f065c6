-- The facts of the Waadi, one row an employer, rule and status: lending without registration (art. 7a(1)) and hiring
-- from an unregistered lender (art. 7a(2)). Reads lending_lines and chunk.
WITH sides AS (
    SELECT lender_id AS employer_id, 'lender_registration' AS rule, hirer_id AS other_id, lending_lines.*
    FROM lending_lines
    WHERE lender_kind = 'registered'
    UNION ALL
    SELECT hirer_id AS employer_id, 'hirer_registration' AS rule, lender_id AS other_id, lending_lines.*
    FROM lending_lines
),
by_month AS (
    SELECT
        employer_id,
        rule,
        CASE WHEN lender_registered IS NULL THEN 'not_testable' ELSE 'below' END AS status,
        period,
        sum(workers) AS workers,
        sum(hired_minutes) AS hired_minutes,
        list(DISTINCT other_id) AS others
    FROM sides
    WHERE lender_registered IS DISTINCT FROM true AND employer_id IN (SELECT employer_id FROM chunk)
    GROUP BY ALL
)
SELECT
    employer_id,
    rule,
    status,
    min(period) AS period_from,
    max(period) AS period_to,
    max(workers) AS workers,
    sum(workers) AS worker_months,
    NULL::BIGINT AS amount_cents,
    to_json({
        'parties': len(list_distinct(flatten(list(others))))::BIGINT,
        'hired_minutes': sum(hired_minutes)::BIGINT,
        'months': count(*)::BIGINT
    }) AS detail
FROM by_month
GROUP BY employer_id, rule, status
