-- Every case as known: when the employer was selected, the minutes spent, and whether a finding stands that no objection
-- took away. {inspections} and {findings} are the as-known queries.
WITH cases AS ({inspections}),
found AS (
    SELECT case_id, bool_or(coalesce(violation, false) AND objection IS DISTINCT FROM 'upheld') AS found
    FROM ({findings})
    GROUP BY case_id
)
SELECT
    cases.employer_id,
    cases.selected_on,
    cases.spent_minutes,
    coalesce(found.found, false) AS found
FROM cases
LEFT JOIN found USING (case_id)
ORDER BY cases.employer_id, cases.selected_on, cases.case_id
