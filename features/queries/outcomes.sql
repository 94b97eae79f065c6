-- What became of earlier cases: one row a case with the day on which all of its outcome was known. A case still open,
-- or one that examined nothing, has no outcome.
SELECT
    inspection.employer_id AS entity,
    greatest(inspection.known_at, max(finding.known_at)) AS known_on,
    bool_or(finding.violation) AS upheld
FROM inspections_known AS inspection
JOIN findings_known AS finding USING (case_id)
WHERE inspection.closed_on IS NOT NULL AND finding.examined
GROUP BY inspection.case_id, inspection.employer_id, inspection.known_at
