-- Who works without a valid permit, and when. Months in which an employer breaks the Wav make stretches; in each, some
-- of the workers then in its jobs, sooner the lowest paid, have a lapse. The draw is the worker's own, so that the same
-- people lapse again in a later stretch.
CREATE TABLE lapses AS
WITH breaking AS (
    SELECT n, m, m - row_number() OVER (PARTITION BY n ORDER BY m) AS island FROM deeds WHERE wav
), stretches AS (
    SELECT n, min(m)::INTEGER AS from_m, max(m)::INTEGER AS to_m FROM breaking GROUP BY n, island
), wanting AS (
    SELECT s.*, 1 + floor(-ln(u2('lapses', n, from_m)) * getvariable('permits').mean
        * e.jobs ** getvariable('permits').power) AS wanted
    FROM stretches AS s JOIN employers AS e USING (n)
)
SELECT j.job_id, j.worker_number, greatest(w.from_m, j.start_m) AS from_m, least(w.to_m, j.end_m) AS to_m
FROM jobs AS j JOIN wanting AS w ON w.n = j.n AND j.start_m <= w.to_m AND j.end_m >= w.from_m
WHERE j.worker_number IS NOT NULL AND j.income_type = 15
QUALIFY row_number() OVER (
    PARTITION BY w.n, w.from_m
    ORDER BY u('lapse', j.worker_number) / if(j.multiple <= 10500, getvariable('permits').low_paid_weight, 1), j.job_id
) <= wanted;

-- What the registers show of a worker, one row a worker: nothing (unknown), the duty without a permit (none), a permit
-- for another employer (other), one that ran out (expired); or a permit as it should be (lawful), or no duty (free).
CREATE TABLE permit_workers AS
WITH lapsed AS (
    SELECT worker_number, min(from_m) AS first_lapse_m, u('permit kind', worker_number) AS draw
    FROM lapses GROUP BY worker_number
), drawn AS (
    SELECT worker_number, n, u('permit duty', worker_number) AS draw
    FROM jobs
    WHERE worker_number IS NOT NULL AND income_type = 15
        AND draw < (1 + getvariable('permits').free_a_dutied) * (SELECT max(share) FROM permit_shares)
), others AS (
    SELECT worker_number, bool_or(draw < p.share) AS dutied
    FROM drawn AS d JOIN employers AS e USING (n) JOIN permit_shares AS p USING (branch)
    WHERE draw < p.share * (1 + getvariable('permits').free_a_dutied)
        AND worker_number NOT IN (SELECT worker_number FROM lapsed)
    GROUP BY worker_number
)
SELECT worker_number, first_lapse_m,
    CASE WHEN draw < getvariable('permits').unknown THEN 'unknown'
        WHEN draw < getvariable('permits').unknown + getvariable('permits').none THEN 'none'
        WHEN draw < getvariable('permits').unknown + getvariable('permits').none + getvariable('permits').other
            THEN 'other' ELSE 'expired' END AS kind
FROM lapsed
UNION ALL
SELECT worker_number, NULL, if(dutied, 'lawful', 'free') FROM others;

-- All jobs of these workers, at whatever employer: each needs a permit.
CREATE TABLE permit_jobs AS
SELECT w.*, j.job_id, j.n, j.start_m, j.end_m
FROM jobs AS j JOIN permit_workers AS w USING (worker_number)
WHERE kind <> 'unknown';
