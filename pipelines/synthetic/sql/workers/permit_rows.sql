-- Work permits: each job of a worker with the duty has one for its employer, but for the months of a lapse. The months
-- between two lapses, or between a lapse and an end of the job, make one permit.
WITH cuts AS (
    SELECT job_id, from_m, to_m FROM lapses
    UNION ALL
    -- Before the job. A permit that ran out had begun before it.
    SELECT job_id, NULL, start_m - 1 - if(kind = 'expired', 8, 0)
    FROM permit_jobs WHERE kind <> 'free'
), pieces AS (
    SELECT *, to_m + 1 AS piece_from, lead(from_m) OVER (PARTITION BY job_id ORDER BY to_m) - 1 AS piece_to,
        from_m IS NULL AS is_first
    FROM cuts
), own AS (
    SELECT p.job_id, worker_number, n, is_first,
        kind = 'lawful' AND u('any employer', job_id) < getvariable('permits').any_employer AS for_any,
        month_start(greatest(piece_from, getvariable('first_m') - 24))
            -- A permit is asked for in time; after a lapse it begins with the month in which all is well again.
            - if(is_first, floor(40 * u('permit from', job_id)), 0)::INTEGER AS valid_from,
        CASE WHEN piece_to IS NOT NULL THEN month_end(piece_to)
            ELSE month_end(least(end_m, getvariable('last_m') + 1))
                + floor(400 * u2('permit to', job_id, piece_from))::INTEGER END AS valid_to
    FROM pieces AS p JOIN permit_jobs USING (job_id)
    WHERE coalesce(piece_to >= piece_from, piece_from <= end_m)
        AND NOT (kind = 'none' AND is_first AND piece_to IS NOT NULL)
), elsewhere AS (
    SELECT job_id, worker_number,
        1 + ((n + bits('other employer', job_id) % 1000) % getvariable('employers'))::BIGINT AS n, false AS is_first,
        false AS for_any, month_start(from_m - 3) AS valid_from, month_end(to_m + 6) AS valid_to
    FROM permit_jobs JOIN lapses USING (job_id, worker_number) WHERE kind = 'other'
), permits AS (
    SELECT *, row_number() OVER (ORDER BY job_id, valid_from, n, valid_to) AS number,
        bits2('permit', job_id, date_diff('day', DATE '2000-01-01', valid_from)) AS r
    FROM (FROM own UNION ALL FROM elsewhere)
)
SELECT printf('W%08d', number) AS permit_id, worker_number,
    CASE WHEN for_any THEN 'other' WHEN slice(r, 0) < getvariable('permits').twv THEN 'twv' ELSE 'gvva' END
        AS permit_type,
    if(for_any, NULL, employer_id) AS employer_id, greatest(p.valid_from, e.start_date) AS valid_from, valid_to,
    -- An employer is known by the end of its first month.
    greatest(last_day(e.start_date), p.valid_from
        + if(slice(r, 1) < getvariable('permits').late, 60 + floor(180 * slice(r, 2)), floor(25 * slice(r, 2)))
            ::INTEGER) AS known_at
FROM permits AS p JOIN employers AS e USING (n)
WHERE valid_to >= e.start_date
ORDER BY permit_id
