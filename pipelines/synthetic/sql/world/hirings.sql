-- Who hires from whom, and in which months. A lender hires only from deeper tiers than its own, so that the chain has
-- no rings. Branches with a season hire once more each summer.
CREATE TABLE wanted AS
WITH hirers AS (
    SELECT e.n, e.jobs, e.first_m, e.last_m, c.unregistered_odds, c.foreign_odds, c.tier,
        b.season_share > 0.3 AS harvests
    FROM employers AS e JOIN branches AS b USING (branch) JOIN causes AS c USING (n)
    WHERE if(c.tier > 0, u('relends', e.n) < getvariable('chain').relends[c.tier],
        u('hires', e.n) < b.hires * CASE WHEN e.jobs >= 50 THEN 1.6 WHEN e.jobs <= 2 THEN 0.4 ELSE 1 END)
), slots AS (
    SELECT *, unnest(range(1, 1 + greatest(1, floor(getvariable('chain').relations
                * (1 + getvariable('months') / getvariable('chain').mean_length) * (0.5 + u('relations', n))
                + u('one more', n))::INTEGER))
        || if(harvests AND u('harvest', n) < getvariable('chain').harvest.share,
            range(1000 + getvariable('first_m') // 12, 1001 + getvariable('last_m') // 12), [])) AS slot
    FROM hirers
)
SELECT *, slot >= 1000 AS is_harvest,
    -- Lengths are exponential, so that what runs when the window opens lasts on as long as what begins.
    u2('runs', n, slot) < getvariable('chain').mean_length / (getvariable('chain').mean_length + getvariable('months'))
        AS is_running,
    getvariable('first_m') + if(is_running, 0, floor(u2('hire from', n, slot) * getvariable('months')))::INTEGER
        AS seen_m,
    floor(-ln(u2('hire length', n, slot)) * getvariable('chain').mean_length)::INTEGER AS length,
    CASE WHEN is_harvest THEN (slot - 1000) * 12 + 3 + floor(3 * u2('harvest from', n, slot))::INTEGER
        WHEN is_running THEN
            seen_m - 1 - floor(-ln(u2('hire before', n, slot)) * getvariable('chain').mean_length)::INTEGER
        ELSE seen_m END AS start_m,
    if(is_harvest, (slot - 1000) * 12 + 7 + floor(3 * u2('harvest to', n, slot))::INTEGER, seen_m + length) AS end_m,
    tier + 1 + if(tier = 0, steps(u2('tier wanted', n, slot), getvariable('chain').tiers.hired_by_users),
        (tier < 3 AND u2('tier wanted', n, slot) >= getvariable('chain').next_tier)::INTEGER) AS lender_tier,
    u2('lender kind', n, slot) AS kind_draw, u2('lender', n, slot) AS lender_draw,
    CASE WHEN kind_draw < logistic(unregistered_odds) THEN 'unregistered'
        WHEN kind_draw < logistic(unregistered_odds) + logistic(foreign_odds) THEN 'foreign'
        ELSE 'registered' END AS kind,
    greatest(1, round(jobs * (0.05 + 0.3 * u2('hired share', n, slot))
        * if(is_harvest, getvariable('chain').harvest.times, getvariable('chain').harvest.ordinary)))::INTEGER
        AS workers
FROM slots;

CREATE TABLE hirings AS
WITH placed AS (
    SELECT w.*, t.tier_weight, floor(lender_draw * t.tier_weight)::BIGINT AS position
    FROM wanted AS w JOIN (SELECT DISTINCT tier, tier_weight FROM lenders) AS t ON t.tier = w.lender_tier
    WHERE kind = 'registered'
), within AS (
    SELECT w.n, w.slot, w.workers, w.lender_tier, w.start_m, w.end_m, w.first_m, w.last_m, 'registered' AS lender_kind,
        l.n AS lender_n, l.n AS lender_i, l.first_m AS lender_first_m, l.last_m AS lender_last_m, l.registered_until_m
    FROM placed AS w ASOF JOIN lenders AS l ON w.lender_tier = l.tier AND w.position >= l.from_weight
    WHERE w.n <> l.n
    UNION ALL
    -- Few outsiders have many hirers.
    SELECT w.n, w.slot, w.workers, w.lender_tier, w.start_m, w.end_m, w.first_m, w.last_m, w.kind,
        NULL, o.i, 0, 99999, if(w.kind = 'foreign', 99999, 0)
    FROM wanted AS w JOIN outsiders AS o
        ON o.kind = w.kind AND o.tier = w.lender_tier AND o.place = floor(w.lender_draw ** 2 * o.places)
)
SELECT n, slot::INTEGER AS slot, lender_kind, lender_n, lender_i, party_id(lender_i) AS lender_id, lender_tier, workers,
    greatest(start_m, first_m, lender_first_m)::INTEGER AS from_m, least(end_m, last_m, lender_last_m)::INTEGER AS to_m,
    registered_until_m,
    u2('reported', n, slot) < CASE lender_kind WHEN 'registered' THEN getvariable('chain').reported.registered
        WHEN 'foreign' THEN getvariable('chain').reported.foreign
        ELSE getvariable('chain').reported.unregistered END AS reported
FROM within
WHERE from_m <= to_m AND to_m >= getvariable('first_m') AND from_m <= getvariable('last_m')
ORDER BY n, slot;
DROP TABLE wanted;
