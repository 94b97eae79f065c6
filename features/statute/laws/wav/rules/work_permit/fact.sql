-- One row an employer: the workers and months, and the norm amount of the fine a person in the last month.
WITH totals AS (
    SELECT
        employer_id,
        status,
        min(period_from) AS period_from,
        max(period_to) AS period_to,
        count(DISTINCT worker_pid) AS workers,
        count(DISTINCT (worker_pid, period_from)) AS worker_months,
        count(DISTINCT period_from) AS months
    FROM evidence
    GROUP BY employer_id, status
)
SELECT
    totals.employer_id,
    'work_permit' AS rule,
    totals.status,
    totals.period_from,
    totals.period_to,
    totals.workers,
    totals.worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'months': totals.months,
        'fine_norm_cents': CASE WHEN fine.known THEN fine.cents END,
        'fine_norm_last_known_cents': CASE WHEN NOT fine.known THEN fine.cents END,
        'fine_norm_uncertain': CASE WHEN fine.known AND fine.certainty IN ('low', 'unverified') THEN 1 END,
        'warning_persons': CASE
            WHEN totals.workers <= warning.persons AND earlier.findings IS NULL THEN warning.persons
        END,
        'earlier_findings': coalesce(earlier.findings, 0)
    }) AS detail
FROM totals
LEFT JOIN fine_norms AS fine
    ON fine.employer_id = totals.employer_id
    AND totals.period_to >= fine.valid_from
    AND totals.period_to <= coalesce(fine.valid_to, totals.period_to)
LEFT JOIN warning_terms AS warning
    ON totals.period_to >= warning.valid_from AND totals.period_to <= coalesce(warning.valid_to, totals.period_to)
LEFT JOIN earlier_findings AS earlier ON earlier.employer_id = totals.employer_id AND earlier.law = 'Wav'
