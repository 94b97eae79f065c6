-- The present officers of each employer asked for, and what they were part of elsewhere: sums over all employers of the
-- officer, less the employer itself. Never a join of all employers that share an officer with each other: somebody who
-- directs thousands of firms would make millions of pairs.
WITH present AS (
    SELECT officer_pid, employer_id FROM ownership_roles WHERE last_to >= $as_of
),
at_work AS (
    SELECT present.officer_pid, count(*) AS employers
    FROM present
    JOIN employers_now AS employer ON employer.employer_id = present.employer_id
    WHERE employer.active
    GROUP BY present.officer_pid
),
past AS (
    SELECT
        officer_pid,
        sum(ended) AS ended,
        sum(insolvent) AS insolvent,
        sum(finding) AS findings
    FROM ownership_past
    GROUP BY officer_pid
),
ranked AS (
    SELECT
        officer_pid,
        employer_id,
        ended_on,
        row_number() OVER (PARTITION BY officer_pid ORDER BY ended_on DESC, employer_id) AS place
    FROM ownership_past
    WHERE ended = 1
),
-- When the last end is that of the employer itself, the one before it counts.
ends AS (
    SELECT
        officer_pid,
        max(CASE WHEN place = 1 THEN employer_id END) AS last_employer_id,
        max(CASE WHEN place = 1 THEN ended_on END) AS last_end,
        max(CASE WHEN place = 2 THEN ended_on END) AS end_before
    FROM ranked
    WHERE place <= 2
    GROUP BY officer_pid
)
SELECT
    present.employer_id,
    present.officer_pid,
    coalesce(at_work.employers, 0) - CASE WHEN employer.active THEN 1 ELSE 0 END AS other_employers,
    coalesce(past.ended, 0) - coalesce(own.ended, 0) AS ended,
    coalesce(past.insolvent, 0) - coalesce(own.insolvent, 0) AS insolvent,
    coalesce(past.findings, 0) - coalesce(own.finding, 0) AS findings,
    CASE WHEN ends.last_employer_id = present.employer_id THEN ends.end_before ELSE ends.last_end END AS last_end
FROM present
SEMI JOIN population ON population.employer_id = present.employer_id
JOIN employers_now AS employer ON employer.employer_id = present.employer_id
LEFT JOIN at_work ON at_work.officer_pid = present.officer_pid
LEFT JOIN past ON past.officer_pid = present.officer_pid
LEFT JOIN ownership_past AS own
    ON own.officer_pid = present.officer_pid AND own.employer_id = present.employer_id
LEFT JOIN ends ON ends.officer_pid = present.officer_pid
