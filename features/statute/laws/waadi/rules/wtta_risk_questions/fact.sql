-- One row a lender: how often yes, no and not known, and how many questions of the scheme were not supplied.
WITH scheme AS (
    SELECT
        CAST(max(number) FILTER (name = 'questions') AS BIGINT) AS questions,
        CAST(max(number) FILTER (name = 'threshold_yes') AS BIGINT) AS threshold
    FROM parameter_values
    WHERE parameter_id = 'waadi.risk_questions' AND known
)
SELECT
    evidence.employer_id,
    'wtta_risk_questions' AS rule,
    evidence.status,
    min(evidence.period_from) AS period_from,
    max(evidence.period_to) AS period_to,
    CAST(max(evidence.workers) AS BIGINT) AS workers,
    CAST(max(evidence.worker_months) AS BIGINT) AS worker_months,
    CAST(NULL AS BIGINT) AS amount_cents,
    to_json({
        'questions': max(scheme.questions),
        'supplied': count(*),
        'yes': count(*) FILTER (evidence.answer = 'yes'),
        'no': count(*) FILTER (evidence.answer = 'no'),
        'not_known': count(*) FILTER (evidence.answer = 'unknown'),
        'not_supplied': max(scheme.questions) - count(*),
        'threshold': max(scheme.threshold)
    }) AS detail
FROM evidence
CROSS JOIN scheme
GROUP BY evidence.employer_id, evidence.status
