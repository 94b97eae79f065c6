-- Officers of employers that ended, became insolvent or had a finding: one row an officer and such an employer. Only
-- who was an officer there in the year up to that day counts, for a case the day on which it was selected: who came
-- later or had long left had no part in it.
WITH events AS (
    SELECT employer_id, ended_on AS happened_on, 1 AS ended, insolvent, 0 AS finding
    FROM ownership_ends
    UNION ALL
    SELECT DISTINCT employer_id, selected_on AS happened_on, 0 AS ended, 0 AS insolvent, 1 AS finding
    FROM case_outcomes
    WHERE violation AND known_on > $five_years_ago AND known_on <= $as_of
)
SELECT
    role.officer_pid,
    role.employer_id,
    max(events.ended) AS ended,
    max(events.insolvent) AS insolvent,
    max(events.finding) AS finding,
    max(CASE WHEN events.ended = 1 THEN events.happened_on END) AS ended_on
FROM ownership_roles AS role
JOIN events
    ON events.employer_id = role.employer_id
    AND role.first_from <= events.happened_on
    AND role.last_to >= events.happened_on - INTERVAL 1 YEAR
GROUP BY role.officer_pid, role.employer_id
