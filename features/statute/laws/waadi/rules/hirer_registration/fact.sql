-- One row an employer and status, with the norm amount of the fine in the last month: for a natural person who hires
-- only part of it. workers is the most of one month: the same people may come back every month.
WITH months AS (
    SELECT employer_id, status, period_from, sum(workers) AS workers, sum(hired_minutes) AS hired_minutes
    FROM evidence
    GROUP BY employer_id, status, period_from
),
parties AS (
    SELECT employer_id, status, count(DISTINCT party_id) AS parties FROM evidence GROUP BY employer_id, status
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
),
natural_persons AS (
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
        totals.*,
        fine.known,
        CAST(fine.cents * coalesce(person.percent, 100) // 100 AS BIGINT) AS cents,
        person.employer_id IS NOT NULL AS natural_person
    FROM totals
    LEFT JOIN natural_persons AS person USING (employer_id)
    LEFT JOIN registration_fines AS fine
        ON totals.status = 'below'
        AND totals.period_to >= fine.valid_from
        AND totals.period_to <= coalesce(fine.valid_to, totals.period_to)
        AND totals.workers BETWEEN fine.from_workers AND coalesce(fine.to_workers, totals.workers)
)
SELECT
    fined.employer_id,
    'hirer_registration' AS rule,
    fined.status,
    fined.period_from,
    fined.period_to,
    fined.workers,
    fined.worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'parties': parties.parties,
        'hired_minutes': fined.hired_minutes,
        'months': fined.months,
        'norm_cents': CASE WHEN fined.known THEN fined.cents END,
        'last_norm_cents': CASE WHEN NOT fined.known THEN fined.cents END,
        'natural_person': CASE WHEN fined.natural_person AND fined.cents IS NOT NULL THEN 1 END,
        'earlier_findings': CASE WHEN fined.status = 'below' THEN coalesce(earlier.findings, 0) END
    }) AS detail
FROM fined
JOIN parties ON parties.employer_id = fined.employer_id AND parties.status = fined.status
LEFT JOIN earlier_findings AS earlier ON earlier.employer_id = fined.employer_id AND earlier.law = 'Waadi'
