-- One row an employer and status: the workers and months with the norm amount of the fine a person in the last month,
-- or the hired work of which nobody can tell who did it (workers is then the most of one month).
WITH months AS (
    SELECT employer_id, status, period_from, sum(workers) AS workers
    FROM evidence
    WHERE status = 'not_testable'
    GROUP BY employer_id, status, period_from
),
unseen AS (
    SELECT employer_id, status, CAST(max(workers) AS BIGINT) AS workers, CAST(sum(workers) AS BIGINT) AS worker_months
    FROM months
    GROUP BY employer_id, status
),
totals AS (
    SELECT
        employer_id,
        status,
        min(period_from) AS period_from,
        max(period_to) AS period_to,
        count(DISTINCT worker_pid) AS workers,
        count(DISTINCT (worker_pid, period_from)) FILTER (worker_pid IS NOT NULL) AS worker_months,
        count(DISTINCT period_from) AS months,
        count(DISTINCT worker_pid) FILTER (side = 'hirer') AS as_hirer,
        count(DISTINCT worker_pid) FILTER (side = 'lender') AS as_lender,
        count(DISTINCT party_id) AS parties,
        CAST(sum(hired_minutes) AS BIGINT) AS hired_minutes
    FROM evidence
    GROUP BY employer_id, status
)
SELECT
    totals.employer_id,
    'work_permit_lent' AS rule,
    totals.status,
    totals.period_from,
    totals.period_to,
    coalesce(unseen.workers, totals.workers) AS workers,
    coalesce(unseen.worker_months, totals.worker_months) AS worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'months': totals.months,
        'as_hirer': totals.as_hirer,
        'as_lender': totals.as_lender,
        'parties': totals.parties,
        'hired_minutes': totals.hired_minutes,
        'fine_norm_cents': CASE WHEN fine.known THEN fine.cents END,
        'fine_norm_last_known_cents': CASE WHEN NOT fine.known THEN fine.cents END,
        'fine_norm_uncertain': CASE WHEN fine.known AND fine.certainty IN ('low', 'unverified') THEN 1 END,
        'warning_persons': CASE
            WHEN totals.status = 'below' AND totals.workers <= warning.persons AND earlier.findings IS NULL
                THEN warning.persons
        END,
        'earlier_findings': CASE WHEN totals.status = 'below' THEN coalesce(earlier.findings, 0) END
    }) AS detail
FROM totals
LEFT JOIN unseen ON unseen.employer_id = totals.employer_id AND unseen.status = totals.status
LEFT JOIN fine_norms AS fine
    ON fine.employer_id = totals.employer_id AND totals.status = 'below'
    AND totals.period_to >= fine.valid_from
    AND totals.period_to <= coalesce(fine.valid_to, totals.period_to)
LEFT JOIN warning_terms AS warning
    ON totals.period_to >= warning.valid_from AND totals.period_to <= coalesce(warning.valid_to, totals.period_to)
LEFT JOIN earlier_findings AS earlier ON earlier.employer_id = totals.employer_id AND earlier.law = 'Wav'
