-- One row an employer and status. workers is the most of one month: the same people may come back every month.
WITH months AS (
    SELECT employer_id, status, period_from, sum(workers) AS workers, sum(hired_minutes) AS hired_minutes
    FROM evidence
    GROUP BY employer_id, status, period_from
),
parties AS (
    SELECT
        employer_id,
        status,
        count(DISTINCT party_id) AS parties,
        count(*) FILTER (why_not = 'applied') AS applied,
        count(*) FILTER (why_not = 'unknown_lender') AS unknown_lender
    FROM evidence
    GROUP BY employer_id, status
),
totals AS (
    SELECT
        employer_id,
        status,
        min(period_from) AS period_from,
        max(period_from) AS period_to,
        CAST(max(workers) AS BIGINT) AS workers,
        CAST(sum(workers) AS BIGINT) AS worker_months,
        CAST(sum(hired_minutes) AS BIGINT) AS hired_minutes,
        count(*) AS months
    FROM months
    GROUP BY employer_id, status
)
SELECT
    totals.employer_id,
    'lender_admission' AS rule,
    totals.status,
    totals.period_from,
    totals.period_to,
    totals.workers,
    totals.worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'parties': parties.parties,
        'hired_minutes': totals.hired_minutes,
        'months': totals.months,
        'applied': parties.applied,
        'unknown_lender': parties.unknown_lender,
        'norm_unknown': CASE WHEN totals.status = 'below' AND fine.known IS DISTINCT FROM true THEN 1 END,
        'earlier_findings': CASE WHEN totals.status = 'below' THEN coalesce(earlier.findings, 0) END
    }) AS detail
FROM totals
JOIN parties ON parties.employer_id = totals.employer_id AND parties.status = totals.status
LEFT JOIN (
    SELECT valid_from, valid_to, bool_and(known) AS known
    FROM parameter_values
    WHERE parameter_id = 'waadi.admission_fine'
    GROUP BY valid_from, valid_to
) AS fine ON totals.period_to >= fine.valid_from AND totals.period_to <= coalesce(fine.valid_to, totals.period_to)
LEFT JOIN earlier_findings AS earlier ON earlier.employer_id = totals.employer_id AND earlier.law = 'Waadi'
