-- What the findings of each employer led to, as they stand on the as-of date: a fine that was withdrawn is no fine, and
-- an objection that was upheld, wholly or in part, speaks for the employer.
SELECT
    inspections_known.employer_id,
    count(DISTINCT CASE WHEN findings_known.violation AND findings_known.sanction = 'fine' THEN case_id END) AS fines,
    count_if(findings_known.objection IN ('upheld', 'partly_upheld')) AS upheld_objections
FROM findings_known
JOIN inspections_known USING (case_id)
GROUP BY inspections_known.employer_id
