-- The facts of the rules on admission, which differ in nothing but who they are about. Reads lending_totals and
-- parameter_values.
WITH fines AS (
    SELECT valid_from, valid_to, bool_and(known) AS known
    FROM parameter_values
    WHERE parameter_id = 'waadi.admission_fine'
    GROUP BY valid_from, valid_to
)
SELECT
    totals.employer_id,
    totals.rule,
    totals.status,
    totals.period_from,
    totals.period_to,
    totals.workers,
    totals.worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'parties': totals.parties,
        'hired_minutes': totals.hired_minutes,
        'months': totals.months,
        'applied': totals.applied,
        'unknown_lender': totals.unknown_lender,
        'fine_norm_unknown': CASE WHEN totals.status = 'below' AND fine.known IS DISTINCT FROM true THEN 1 END,
        'earlier_findings': totals.earlier_findings
    }) AS detail
FROM lending_totals AS totals
LEFT JOIN fines AS fine
    ON totals.period_to >= fine.valid_from AND totals.period_to <= coalesce(fine.valid_to, totals.period_to)
WHERE totals.rule IN ('lender_admission', 'hirer_admission')
