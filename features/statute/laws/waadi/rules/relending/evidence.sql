-- The months in which an employer both hires and lends, with the links on either side, and the workers of whom
-- placements show that they were lent on. Below only where re-lending is banned. Reads links, placed, hire_depth,
-- parameter_values and chunk.
WITH bans AS (
    SELECT valid_from, valid_to
    FROM parameter_values
    WHERE parameter_id = 'waadi.relending_ban' AND known AND number = 1
),
relent_workers AS (
    SELECT DISTINCT hired.hirer_id AS employer_id, hired.period, hired.worker_pid
    FROM placed AS hired
    JOIN placed AS lent
        ON lent.worker_pid = hired.worker_pid AND lent.period = hired.period AND lent.lender_id = hired.hirer_id
    SEMI JOIN chunk ON chunk.employer_id = hired.hirer_id
    WHERE hired.lender_id <> hired.hirer_id AND lent.lender_id <> lent.hirer_id
),
-- Two parties of one employer do not lend to each other.
hops AS (SELECT * FROM links WHERE lender_id <> hirer_id),
months AS (
    SELECT hired.hirer_id AS employer_id, hired.period
    FROM hops AS hired
    JOIN hops AS lent ON lent.lender_id = hired.hirer_id AND lent.period = hired.period
    SEMI JOIN chunk ON chunk.employer_id = hired.hirer_id
    UNION
    SELECT employer_id, period FROM relent_workers
),
sides AS (
    SELECT hirer_id AS employer_id, period, 'hired' AS side, lender_id AS party_id, workers, hired_minutes,
        CAST(NULL AS BIGINT) AS worker_pid
    FROM hops
    UNION ALL
    SELECT lender_id, period, 'lent', hirer_id, workers, hired_minutes, NULL FROM hops
    UNION ALL
    SELECT employer_id, period, 'relent', NULL, 1, NULL, worker_pid FROM relent_workers
)
SELECT
    months.employer_id,
    CASE WHEN bans.valid_from IS NULL THEN 'noted' ELSE 'below' END AS status,
    months.period AS period_from,
    months.period AS period_to,
    sides.side,
    sides.party_id,
    sides.worker_pid,
    sides.workers,
    sides.hired_minutes,
    coalesce(depth.depth, 1) AS depth
FROM months
JOIN sides ON sides.employer_id = months.employer_id AND sides.period = months.period
LEFT JOIN hire_depth AS depth ON depth.employer_id = months.employer_id AND depth.period = months.period
LEFT JOIN bans ON months.period >= bans.valid_from AND months.period <= coalesce(bans.valid_to, months.period)
