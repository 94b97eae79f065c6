-- How many workers started at an employer of the population in a month and worked for another one in the month before:
-- the last 24 months, as known on the as-of date. Numbers count for who held them in the month; moves within an employer are none.
WITH targets AS (SELECT * FROM numbers SEMI JOIN population ON population.employer_id = numbers.employer_id)
SELECT
    source.employer_id AS from_employer_id,
    target.employer_id AS to_employer_id,
    CAST(12 * extract(year FROM moves.period) + extract(month FROM moves.period) AS INTEGER) AS month_no,
    CAST(sum(moves.workers) AS BIGINT) AS workers
FROM raw_moves AS moves
JOIN numbers AS source
    ON source.loonheffingennummer = moves.from_number
    AND source.valid_from < moves.period
    AND (source.next_from IS NULL OR source.next_from >= moves.period)
    AND (source.valid_to IS NULL OR source.valid_to >= moves.period - INTERVAL 1 MONTH)
JOIN targets AS target
    ON target.loonheffingennummer = moves.to_number
    AND target.valid_from <= last_day(moves.period)
    AND (target.next_from IS NULL OR target.next_from > last_day(moves.period))
    AND (target.valid_to IS NULL OR target.valid_to >= moves.period)
WHERE moves.known_at <= $as_of AND moves.period > $two_years_ago AND source.employer_id <> target.employer_id
GROUP BY source.employer_id, target.employer_id, moves.period
