-- Who needs a permit, and who is known to need none. For some the duty ends: the first row gets an end and a second
-- one follows. Of people without a permit it becomes known late.
WITH workers AS (
    SELECT worker_number, kind, bits('duty', worker_number) AS r,
        month_start(greatest(if(kind = 'none', max(first_lapse_m), min(start_m)), getvariable('first_m') - 24))
            AS from_day,
        CASE WHEN kind = 'lawful' AND slice(r, 0) < getvariable('permits').becomes_free THEN
            greatest(from_day, getvariable('window_start')) + 40
                + floor(slice(r, 1) * getvariable('window_days'))::INTEGER END AS free_from,
        floor(if(kind IN ('none', 'other', 'expired'), 150, 45) * slice(r, 2))::INTEGER AS lag,
        free_from + floor(60 * slice(r, 3))::INTEGER AS free_known_at
    FROM permit_jobs GROUP BY worker_number, kind
), versions AS (
    SELECT worker_number, kind <> 'free' AS permit_required, from_day AS valid_from, NULL::DATE AS valid_to,
        from_day + lag AS known_at
    FROM workers
    UNION ALL
    SELECT worker_number, true, from_day, free_from - 1, greatest(free_known_at, from_day + lag + 1) FROM workers
    WHERE free_from IS NOT NULL
    UNION ALL
    SELECT worker_number, false, free_from, NULL, greatest(free_known_at, from_day + lag + 1) FROM workers
    WHERE free_from IS NOT NULL
)
FROM versions ORDER BY worker_number, valid_from, known_at
