-- Who was an officer of which employer from when to when, within the last five years. A change of role is no change of
-- officer, so the roles that one person has at one employer are taken together.
SELECT
    officer_pid,
    employer_id,
    min(valid_from) AS first_from,
    max(coalesce(valid_to, DATE '9999-12-31')) AS last_to
FROM officers_known
WHERE valid_from <= $as_of
GROUP BY officer_pid, employer_id
HAVING max(coalesce(valid_to, DATE '9999-12-31')) > $five_years_ago
