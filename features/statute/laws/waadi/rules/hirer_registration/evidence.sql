-- Links in which an employer hired workers of a lender without a registration in the trade register (Waadi art. 7a(2)),
-- in the months in which that is asked for. One row a link and month. Reads lending_lines, registration_duty and chunk.
SELECT
    link.hirer_id AS employer_id,
    CASE WHEN link.lender_registered IS NULL THEN 'not_testable' ELSE 'below' END AS status,
    link.period AS period_from,
    link.period AS period_to,
    link.lender_id AS party_id,
    link.workers,
    link.hired_minutes
FROM lending_lines AS link
JOIN registration_duty AS duty
    ON link.period >= duty.valid_from AND link.period <= coalesce(duty.valid_to, link.period)
SEMI JOIN chunk ON chunk.employer_id = link.hirer_id
WHERE link.lender_registered IS DISTINCT FROM true
    AND link.lender_id <> link.hirer_id  -- two parties of one employer do not lend to each other
