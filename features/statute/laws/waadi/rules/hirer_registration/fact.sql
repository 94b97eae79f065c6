-- One row an employer and status, counted in lending_totals, with the norm amount of the fine in the last month: for a
-- natural person who hires only part of it.
WITH natural_persons AS (
    SELECT employer.employer_id, max(share.number) AS percent
    FROM employers_now AS employer
    JOIN parameter_values AS form
        ON form.parameter_id = 'waadi.natural_person_forms' AND form.known AND form.name = employer.legal_form
    JOIN parameter_values AS share
        ON share.parameter_id = 'waadi.natural_person_hirer' AND share.known
        AND share.valid_from <= $last_period
        AND coalesce(share.valid_to >= $last_period, true)
    GROUP BY employer.employer_id
),
fined AS (
    SELECT
        totals.* REPLACE (CAST(fine_cents * coalesce(person.percent, 100) // 100 AS BIGINT) AS fine_cents),
        person.employer_id IS NOT NULL AS natural_person
    FROM registration_totals AS totals
    LEFT JOIN natural_persons AS person USING (employer_id)
    WHERE totals.rule = 'hirer_registration'
)
SELECT
    employer_id,
    rule,
    status,
    period_from,
    period_to,
    workers,
    worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'parties': parties,
        'hired_minutes': hired_minutes,
        'months': months,
        'fine_norm_cents': CASE WHEN fine_known THEN fine_cents END,
        'fine_norm_last_known_cents': CASE WHEN NOT fine_known THEN fine_cents END,
        'natural_person': CASE WHEN natural_person AND fine_cents IS NOT NULL THEN 1 END,
        'earlier_findings': earlier_findings
    }) AS detail
FROM fined
