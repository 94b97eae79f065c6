-- Who can lend in which months, and how much room each lender takes in its tier.
CREATE TABLE registrations AS
SELECT n, t.is_agency, t.tier,
    CASE WHEN t.is_agency THEN u('registered', n) >= getvariable('registration').agency_never
        ELSE u('registered', n) < getvariable('registration').other_registered END AS registers,
    greatest(start_date, getvariable('window_start')) + 30 AS leaves_from,
    CASE WHEN t.is_agency AND u('leaves', n) < getvariable('registration').agency_leaves
            AND leaves_from < getvariable('horizon') THEN
        leaves_from + (u('left', n) * (getvariable('horizon') - leaves_from))::INTEGER
    END AS left_on,
    u('goes on', n) < getvariable('registration').goes_on AS goes_on
FROM tiers AS t JOIN employers USING (n)
ORDER BY n;

CREATE TABLE lenders AS
WITH weighed AS (
    SELECT r.n, r.tier, e.first_m, e.jobs, r.is_agency,
        CASE WHEN r.goes_on OR NOT r.registers OR r.left_on IS NULL THEN e.last_m
            ELSE least(e.last_m, month_number(r.left_on)) END AS last_m,
        CASE WHEN r.registers THEN coalesce(month_number(r.left_on), 99999)
            WHEN r.is_agency THEN 99999 ELSE 0 END AS registered_until_m,
        CASE WHEN r.is_agency THEN e.jobs ELSE 1 + e.jobs // 4 END AS weight
    FROM registrations AS r JOIN employers AS e USING (n)
)
SELECT *, sum(weight) OVER (PARTITION BY tier ORDER BY bits('place in tier', n), n)::BIGINT - weight AS from_weight,
    sum(weight) OVER (PARTITION BY tier)::BIGINT AS tier_weight
FROM weighed
ORDER BY tier, from_weight;
