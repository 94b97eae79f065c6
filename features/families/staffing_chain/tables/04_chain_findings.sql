-- The findings of each employer with a closed case whose outcome was known on the as-of date, in thousandths: a case
-- with a finding under any act counts 1000 on the day on which it became known and half of that for every year of 365
-- days since. 0: examined, and nothing found.
WITH per_case AS (
    SELECT
        employer_id,
        case_id,
        max(
            CASE
                WHEN violation
                    THEN CAST(floor(1000 * power(0.5e0, date_diff('day', known_on, $as_of) / 365.0e0)) AS BIGINT)
                ELSE 0
            END
        ) AS thousandths
    FROM case_outcomes
    WHERE known_on <= $as_of
    GROUP BY employer_id, case_id
)
SELECT employer_id, CAST(sum(thousandths) AS BIGINT) AS thousandths
FROM per_case
GROUP BY employer_id
