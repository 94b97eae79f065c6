-- What became of earlier cases: one row a case with the day on which all of its outcome was known. {case_outcomes} is
-- the query of one row a case and act.
SELECT employer_id AS entity, max(known_on) AS known_on, bool_or(violation) AS upheld
FROM ({case_outcomes})
GROUP BY case_id, employer_id
