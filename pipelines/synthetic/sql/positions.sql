-- Positions: the places to work at an employer, each held by one worker after another. How low a position is paid
-- follows from branch, employer, hours and chance; its rank among all positions gives the pay, so that the shares near
-- the minimum are those of CBS (see pay_ranks.sql).
CREATE TABLE positions AS
WITH places AS (
    SELECT n, n::BIGINT * 65536 + k AS position_id, k > jobs AS is_seasonal
    FROM (
        SELECT e.n, e.jobs,
            unnest(range(1, 1 + e.jobs + CASE WHEN u('season', e.n) < 0.6
                THEN round(e.jobs * b.season_share * (0.3 + 1.4 * u('peak', e.n)))::INTEGER ELSE 0 END)) AS k
        FROM employers AS e JOIN branches AS b USING (branch)
    )
), kinds AS (
    SELECT p.n, p.position_id, p.is_seasonal, b.is_agency, b.low_pay AS branch_low_pay,
        -- Those who are the likeliest to underpay have more people near the minimum.
        c.low_pay + 1.6 * logistic(c.wml_odds) AS low_pay, c.wav_odds,
        bits('position', p.position_id) AS r, bits('contract', p.position_id) AS q,
        slice(r, 0) < b.youth AS is_young,
        slice(r, 1) < b.fulltime * if(is_young, 0.25, 1) AS is_fulltime,
        -- A weak trace: where people work without a permit, more of the rest is on call.
        slice(r, 2) < b.on_call * if(is_young, 1.7, 0.85) + 0.07 * (wav_odds > -2)::INTEGER AS is_on_call
    FROM places AS p JOIN employers AS e USING (n) JOIN branches AS b USING (branch) JOIN causes AS c USING (n)
), contracts AS (
    SELECT *,
        CASE WHEN is_fulltime THEN if(slice(r, 3) < 0.35, 160, if(slice(r, 3) < 0.75, 152, 144))
            WHEN is_young THEN 4 * (5 + floor(slice(r, 3) * 13))
            ELSE 4 * (9 + floor(slice(r, 3) * 24)) END::INTEGER AS week_quarters,
        slice(q, 0) < CASE WHEN is_on_call OR is_seasonal THEN 0.15 WHEN is_agency THEN 0.2 ELSE 0.72 END AS indefinite
    FROM kinds
)
SELECT n, position_id, is_seasonal, is_agency, is_young, is_on_call, week_quarters, indefinite,
    slice(q, 1) AS affected_draw, slice(q, 2) AS written_draw,
    floor(100 * (branch_low_pay * 0.9 + low_pay * 0.75 + CASE WHEN week_quarters <= 48 THEN 0.75
        WHEN week_quarters < 140 THEN 0.4 ELSE 0 END + is_seasonal::INTEGER * 0.5
        + 1.1 * normal('score', position_id)))::INTEGER AS score
FROM contracts
ORDER BY position_id;
