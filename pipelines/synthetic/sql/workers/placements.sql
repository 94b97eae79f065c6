-- Where the workers of some agencies were placed: each job draws one hirer of its agency after another, in proportion
-- to the workers that they hire, and is there for as long as job and hiring both last.
CREATE TABLE placements AS
WITH hirers AS (
    SELECT lender_n, n AS hirer_n, greatest(month_start(from_m), e.start_date) AS from_day, month_end(to_m) AS to_day,
        sum(workers) OVER (PARTITION BY lender_n ORDER BY n, slot)::BIGINT - workers AS from_place,
        sum(workers) OVER (PARTITION BY lender_n)::BIGINT AS places
    FROM hirings JOIN employers AS e USING (n)
    WHERE lender_n IN (SELECT n FROM employers WHERE is_agency)
        AND u('keeps placements', lender_n) < getvariable('placements').share
), drawn AS (
    SELECT j.job_id, j.worker_number, j.n, j.started_on, j.ended_on, j.week_quarters, turn,
        floor(u2('placed', j.job_id, turn) * h.places)::BIGINT AS place
    FROM jobs AS j JOIN (SELECT DISTINCT lender_n AS n, places FROM hirers) AS h USING (n), range(3) AS turns(turn)
    WHERE j.worker_number IS NOT NULL AND u2('at work', j.job_id, turn) < getvariable('placements').filled
), shared AS (
    SELECT d.*, h.hirer_n, greatest(d.started_on, h.from_day) AS both_from, least(d.ended_on, h.to_day) AS valid_to
    FROM drawn AS d ASOF JOIN hirers AS h ON d.n = h.lender_n AND d.place >= h.from_place
    WHERE both_from <= valid_to AND valid_to >= getvariable('window_start') AND both_from <= getvariable('horizon')
), in_turn AS (
    -- At one hirer at a time.
    SELECT *, greatest(both_from, 1 + max(valid_to) OVER (
            PARTITION BY job_id ORDER BY turn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS valid_from
    FROM shared
)
-- A worker with two jobs there, one beside the other, is there once. What lasts beyond the window has no end yet.
SELECT worker_number, n AS lender_n, hirer_n, valid_from, max(week_quarters)::INTEGER AS week_quarters,
    if(max(valid_to) > getvariable('horizon'), NULL, max(valid_to)) AS valid_to
FROM in_turn
WHERE valid_from <= valid_to
GROUP BY worker_number, n, hirer_n, valid_from;
