-- The outcome of every closed case for each act that it examined, as known on $as_of, and since when (known_on) it has
-- been known as it is now known. {inspections} and {findings} are the as-known queries. A later row that leaves the
-- outcome as it was (an objection is made, hours are corrected) does not move that day; one that changes it does.
WITH cases AS ({inspections}),
found AS ({findings}),
closed AS (
    SELECT case_id, min(known_at) AS known_on
    FROM {all_inspections}
    WHERE known_at <= $as_of AND closed_on IS NOT NULL
    GROUP BY case_id
),
versions AS (
    SELECT
        version.case_id,
        version.law,
        version.known_at,
        version.examined = found.examined AND version.violation IS NOT DISTINCT FROM found.violation AS as_now
    FROM {all_findings} AS version
    JOIN found USING (case_id, law)
    WHERE version.known_at <= $as_of
),
changed AS (
    SELECT case_id, law, max(known_at) FILTER (NOT as_now) AS changed_on FROM versions GROUP BY case_id, law
),
settled AS (
    SELECT versions.case_id, versions.law, min(versions.known_at) AS known_on
    FROM versions
    JOIN changed USING (case_id, law)
    WHERE changed.changed_on IS NULL OR versions.known_at > changed.changed_on
    GROUP BY versions.case_id, versions.law
)
SELECT
    cases.case_id,
    cases.employer_id,
    found.law,
    cases.selection_ground,
    cases.selection_probability,
    cases.selected_on,
    greatest(closed.known_on, settled.known_on) AS known_on,
    found.violation,
    cases.team,
    cases.spent_minutes
FROM cases
JOIN closed USING (case_id)
JOIN found USING (case_id)
JOIN settled ON settled.case_id = found.case_id AND settled.law = found.law
WHERE cases.closed_on IS NOT NULL AND found.examined AND found.violation IS NOT NULL
