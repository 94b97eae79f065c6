-- How many cases of the last five years ended with a finding, by employer and act, as known on the as-of date. Whether
-- the fine that followed can still be contested is not in it. Reads case_outcomes.
SELECT employer_id, law, count(DISTINCT case_id) AS findings
FROM case_outcomes
WHERE violation AND known_on >= $five_years_ago
GROUP BY employer_id, law
