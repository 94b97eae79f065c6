-- Links in which an employer lent workers without admission (Waadi art. 12c), in the months in which admission is asked
-- for. One row a link and month. Reads admission_lines and chunk.
SELECT
    link.lender_id AS employer_id,
    CASE WHEN link.lender_admitted IS NULL THEN 'not_testable' ELSE 'below' END AS status,
    link.period AS period_from,
    link.period AS period_to,
    link.hirer_id AS party_id,
    link.workers,
    link.hired_minutes,
    link.why_not
FROM admission_lines AS link
SEMI JOIN chunk ON chunk.employer_id = link.lender_id
WHERE link.lender_admitted IS DISTINCT FROM true
    AND link.lender_id <> link.hirer_id  -- two parties of one employer do not lend to each other
    AND link.lender_kind = 'registered'
