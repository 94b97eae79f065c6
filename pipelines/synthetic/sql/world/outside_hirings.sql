-- What outsiders hire in their turn, as long as they lend: from registered lenders or other outsiders, one tier deeper.
-- Registered lenders that no longer are, or never were, do not lend to them: who does is known for what it is.
CREATE TABLE outside_hirings AS
WITH busy AS (
    SELECT lender_i AS i, min(from_m) AS from_m, max(to_m) AS to_m, sum(workers) AS lends
    FROM hirings WHERE lender_n IS NULL GROUP BY lender_i
), relending AS (
    SELECT o.i, o.tier + 1 AS lender_tier, b.from_m AS busy_from_m, b.to_m AS busy_to_m, b.lends,
        unnest(range(1, 2 + (u('outsider second', o.i) < 0.5)::INTEGER)) AS slot
    FROM outsiders AS o JOIN busy AS b USING (i)
    WHERE o.tier < 4 AND u('outsider relends', o.i) < getvariable('chain').outsiders.relend
), drawn AS (
    SELECT *, u2('outsider kind', i, slot) < getvariable('chain').outsiders.from_registered AS from_registered,
        u2('outsider lender', i, slot) AS lender_draw,
        busy_from_m + floor(0.4 * u2('outsider from', i, slot) * (busy_to_m - busy_from_m))::INTEGER AS start_m,
        busy_to_m - floor(0.3 * u2('outsider to', i, slot) * (busy_to_m - busy_from_m))::INTEGER AS end_m,
        greatest(1, round(lends * (0.1 + 0.4 * u2('outsider share', i, slot))))::INTEGER AS workers
    FROM relending
), found AS (
    SELECT d.*, l.n AS lender_n, l.n AS lender_i, 'registered' AS lender_kind, l.first_m, l.last_m
    FROM (SELECT d.*, floor(d.lender_draw * t.tier_weight)::BIGINT AS position
        FROM drawn AS d JOIN (SELECT DISTINCT tier, tier_weight FROM lenders) AS t ON t.tier = d.lender_tier
        WHERE d.from_registered) AS d
    ASOF JOIN lenders AS l ON d.lender_tier = l.tier AND d.position >= l.from_weight
    WHERE l.registered_until_m = 99999
    UNION ALL
    SELECT d.*, 0 AS position, NULL, o.i, o.kind, 0, 99999
    FROM drawn AS d JOIN outsiders AS o ON o.kind = if(u2('outsider foreign', d.i, slot)
            < getvariable('chain').outsiders.from_foreign, 'foreign', 'unregistered')
        AND o.tier = d.lender_tier AND o.place = floor(d.lender_draw ** 2 * o.places)
    WHERE NOT d.from_registered
)
SELECT i AS hirer_i, slot::INTEGER AS slot, lender_kind, lender_n, lender_i, lender_tier, workers,
    greatest(start_m, first_m)::INTEGER AS from_m, least(end_m, last_m)::INTEGER AS to_m,
    u2('outside reported', i, slot) < getvariable('chain').reported.outsider_hires AS reported
FROM found
WHERE from_m <= to_m AND to_m >= getvariable('first_m') AND from_m <= getvariable('last_m')
ORDER BY hirer_i, slot;
