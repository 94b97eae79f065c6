-- What the rules on registration and admission show of the employers in chunk, rule by rule: the links of the months in
-- which one of the two is asked for, without it. The lender breaks the act by lending (art. 7a(1), 12c), the hirer by
-- hiring (art. 7a(2), 12d). One row a rule, link and month. Reads lending_lines, registration_duty, admission_lines and
-- chunk.
WITH asked AS (
    SELECT
        'registration' AS asked_for,
        link.lender_id,
        link.lender_kind,
        link.hirer_id,
        link.period,
        link.workers,
        link.hired_minutes,
        link.lender_registered AS fulfilled,
        NULL AS why_not
    FROM lending_lines AS link
    JOIN registration_duty AS duty
        ON link.period >= duty.valid_from AND link.period <= coalesce(duty.valid_to, link.period)
    UNION ALL
    SELECT 'admission', lender_id, lender_kind, hirer_id, period, workers, hired_minutes, lender_admitted, why_not
    FROM admission_lines
),
lacking AS (
    SELECT *, CASE WHEN fulfilled IS NULL THEN 'not_testable' ELSE 'below' END AS status
    FROM asked
    WHERE fulfilled IS DISTINCT FROM true
        AND lender_id <> hirer_id  -- two parties of one employer do not lend to each other
),
sides AS (
    SELECT *, 'lender_' || asked_for AS rule, lender_id AS employer_id, hirer_id AS party_id
    FROM lacking
    WHERE lender_kind = 'registered'
    UNION ALL
    SELECT *, 'hirer_' || asked_for AS rule, hirer_id AS employer_id, lender_id AS party_id
    FROM lacking
)
SELECT rule, employer_id, status, period AS period_from, period AS period_to, party_id, workers, hired_minutes, why_not
FROM sides
SEMI JOIN chunk USING (employer_id)
