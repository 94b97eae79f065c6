-- The sites as they are delivered. A site is seen once a year, in a month of its own, as long as something happens
-- there, and the last time before the window is where the register begins; a move of the seat closes the version of the
-- old address on the day before.
WITH facts AS (
    SELECT s.*, greatest(known_first(s.n, s.start_date),
            getvariable('window_start') - 1 - (bits('seen', s.n) % 330)::INTEGER) AS known_first,
        s.moved_on + 5 + floor(15 * u('known move', s.n))::INTEGER AS known_move,
        s.end_date + 5 + floor(20 * u('known end', s.n))::INTEGER AS known_end
    FROM establishments AS s
), looked AS (
    SELECT *, unnest(list_filter(
        list_distinct([known_first, known_move, known_end]
            || list_transform(range(getvariable('first_m') // 12, getvariable('last_m') // 12 + 1),
                lambda y: (month_start((y * 12 + seen_in)::BIGINT) + 20)::DATE)),
        lambda d: d = known_first OR d > greatest(known_first, getvariable('window_start')))) AS known_at
    FROM facts
), versions AS (
    SELECT *, unnest(if(known_at >= coalesce(known_move, DATE '9999-01-01'), [1, 2], [1])) AS version FROM looked
    WHERE known_at <= coalesce(known_end, DATE '9999-01-01') AND (dead_since IS NULL OR known_at < dead_since
        OR known_at IN (known_first, known_move, known_end))
)
SELECT establishment_id, employer_id, if(version = 1, postcode, postcode_after) AS postcode,
    if(version = 1, s.municipality, s.municipality_after) AS municipality_code,
    -- Seen on the day before, unless nothing happens there any more.
    greatest(s.start_date, least(known_at - 1, s.end_date, s.dead_since,
        if(version = 1 AND known_at >= known_move, s.moved_on - 1, NULL))) AS last_seen_active,
    if(version = 1, s.start_date, s.moved_on) AS valid_from,
    CASE WHEN version = 1 AND known_at >= known_move THEN s.moved_on - 1
        WHEN known_at >= known_end THEN s.end_date END AS valid_to, known_at
FROM versions AS s JOIN employers USING (n)
ORDER BY n, site, valid_from, known_at
