-- One row an employer and status; an employer can be the hirer of some workers and the lender of others.
SELECT
    employer_id,
    'equal_treatment' AS rule,
    status,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    count(DISTINCT worker_pid) AS workers,
    count(DISTINCT (worker_pid, period_from)) AS worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'as_hirer': count(DISTINCT worker_pid) FILTER (side = 'hirer'),
        'as_lender': count(DISTINCT worker_pid) FILTER (side = 'lender'),
        'largest_gap_cents': CASE WHEN status = 'noted' THEN max(floor_cents - hourly_cents) END,
        'widened': CASE WHEN status = 'noted' THEN count(*) FILTER (duty = 'at_least_equivalent') END,
        'no_pay': count(*) FILTER (why_not = 'no_pay'),
        'several_hirers': count(*) FILTER (why_not = 'several_hirers'),
        'few_staff': count(*) FILTER (why_not = 'few_staff')
    }) AS detail
FROM evidence
GROUP BY employer_id, status
