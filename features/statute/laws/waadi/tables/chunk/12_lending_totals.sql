-- What lending_shown comes to by rule, employer and status. workers is the most of one month: the same people may come
-- back every month. Reads lending_shown.
WITH months AS (
    SELECT
        rule,
        employer_id,
        status,
        period_from AS period,
        sum(workers) AS workers,
        sum(hired_minutes) AS hired_minutes
    FROM lending_shown
    GROUP BY rule, employer_id, status, period
),
parties AS (
    SELECT
        rule,
        employer_id,
        status,
        count(DISTINCT party_id) AS parties,
        count(*) FILTER (why_not = 'applied') AS applied,
        count(*) FILTER (why_not = 'unknown_lender') AS unknown_lender
    FROM lending_shown
    GROUP BY rule, employer_id, status
),
totals AS (
    SELECT
        rule,
        employer_id,
        status,
        min(period) AS period_from,
        max(period) AS period_to,
        CAST(max(workers) AS BIGINT) AS workers,
        CAST(sum(workers) AS BIGINT) AS worker_months,
        CAST(sum(hired_minutes) AS BIGINT) AS hired_minutes,
        count(*) AS months
    FROM months
    GROUP BY rule, employer_id, status
)
SELECT
    totals.*,
    parties.parties,
    parties.applied,
    parties.unknown_lender,
    CASE WHEN status = 'below' THEN coalesce(earlier.findings, 0) END AS earlier_findings
FROM totals
JOIN parties USING (rule, employer_id, status)
LEFT JOIN earlier_findings AS earlier ON earlier.employer_id = totals.employer_id AND earlier.law = 'Waadi'
