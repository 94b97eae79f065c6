-- Who lends to whom, and in which months. Lenders are agencies, other employers that lend, parties in no register (X)
-- and foreign ones (F). An agency hires only from agencies further down the list, so that the chain has no loops.
CREATE TABLE registrations AS
SELECT n, b.is_agency,
    CASE WHEN b.is_agency THEN u('registered', n) >= getvariable('registration').agency_never
        ELSE u('registered', n) < getvariable('registration').other_registered END AS registers,
    CASE WHEN b.is_agency AND u('leaves', n) < getvariable('registration').agency_leaves THEN
        greatest(start_date, getvariable('window_start')) + 30
            + (u('left', n)
                * (getvariable('horizon') - greatest(start_date, getvariable('window_start')) - 30))::INTEGER
    END AS left_on,
    u('goes on', n) < getvariable('registration').goes_on AS goes_on
FROM employers JOIN branches AS b USING (branch)
WHERE b.is_agency OR u('lends', n) < b.hidden_lenders;

CREATE TABLE lenders AS
WITH weighed AS (
    SELECT r.n, e.employer_id AS lender_id, e.first_m, e.jobs, r.is_agency,
        CASE WHEN r.goes_on OR NOT r.registers OR r.left_on IS NULL THEN e.last_m
            ELSE least(e.last_m, month_number(r.left_on)) END AS last_m,
        CASE WHEN r.registers THEN coalesce(month_number(r.left_on), 99999)
            WHEN r.is_agency THEN 99999 ELSE 0 END AS registered_until_m,
        CASE WHEN r.is_agency THEN e.jobs ELSE 1 + e.jobs // 4 END AS weight,
        bits('tier', r.n) AS tier
    FROM registrations AS r JOIN employers AS e USING (n)
)
SELECT * EXCLUDE (tier), sum(weight) OVER (ORDER BY tier, n)::BIGINT - weight AS from_weight,
    sum(weight) OVER ()::BIGINT AS total_weight
FROM weighed
ORDER BY from_weight;

SET VARIABLE lender_weight = (SELECT coalesce(max(total_weight), 0) FROM lenders);

CREATE TABLE hirings AS
WITH hirers AS (
    SELECT e.n, e.jobs, e.first_m, e.last_m, c.unregistered_odds, c.foreign_odds, l.from_weight + l.weight AS below,
        unnest(range(1, 2 + (u('second', e.n) < 0.45)::INTEGER + (u('third', e.n) < 0.2)::INTEGER)) AS slot
    FROM employers AS e JOIN branches AS b USING (branch) JOIN causes AS c USING (n)
    LEFT JOIN lenders AS l ON l.n = e.n AND e.is_agency
    WHERE u('hires', e.n) < b.hires
        * CASE WHEN e.is_agency THEN 1 WHEN e.jobs >= 50 THEN 1.6 WHEN e.jobs <= 2 THEN 0.4 ELSE 1 END
), drawn AS (
    SELECT *, getvariable('first_m') - 8
            + floor(u2('hire from', n, slot) * (getvariable('months') + 8))::INTEGER AS start_m,
        start_m + 1 + floor(-ln(u2('hire length', n, slot)) * 11)::INTEGER AS end_m,
        u2('lender kind', n, slot) AS kind_draw, u2('lender', n, slot) AS lender_draw,
        coalesce(below, 0) + floor(lender_draw * (getvariable('lender_weight') - coalesce(below, 0)))::BIGINT AS place,
        greatest(1, round(jobs * (0.05 + 0.3 * u2('hired share', n, slot)) / (slot + 1) * 2))::INTEGER AS workers
    FROM hirers
), kinds AS (
    SELECT *, CASE WHEN kind_draw < logistic(unregistered_odds) THEN 'unregistered'
        WHEN kind_draw < logistic(unregistered_odds) + logistic(foreign_odds) THEN 'foreign'
        ELSE 'registered' END AS kind
    FROM drawn
)
SELECT k.n, slot, kind AS lender_kind, if(kind = 'registered', l.n, NULL) AS lender_n, workers,
    CASE kind WHEN 'registered' THEN l.lender_id
        WHEN 'unregistered' THEN printf('X%06d', 1 + floor(lender_draw ** 2 * getvariable('outsiders'))::INTEGER)
        ELSE printf('F%06d', 1 + floor(lender_draw ** 2 * getvariable('outsiders'))::INTEGER) END AS lender_id,
    greatest(start_m, k.first_m, if(kind = 'registered', l.first_m, 0)) AS from_m,
    least(end_m, k.last_m, if(kind = 'registered', l.last_m, 99999)) AS to_m,
    CASE kind WHEN 'registered' THEN l.registered_until_m WHEN 'foreign' THEN 99999 ELSE 0 END AS registered_until_m,
    u2('reported', k.n, slot) < CASE kind WHEN 'registered' THEN 0.96 WHEN 'foreign' THEN 0.8 ELSE 0.55 END AS reported
FROM kinds AS k
ASOF JOIN lenders AS l ON k.place >= l.from_weight
WHERE k.n <> l.n AND from_m <= to_m
ORDER BY k.n, slot;
