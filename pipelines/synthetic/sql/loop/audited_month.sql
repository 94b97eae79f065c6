-- What registers and the inspectorate's own books said of each employer in the frame on the first day of a month
-- (variable m). Nothing of the truth: not what an employer does, not what a tip told, not who was looked at.
INSERT INTO audited
WITH visited AS (
    SELECT n, count(*) AS visits, max(m) AS last_m, max(closed_on) >= month_start(getvariable('m')) AS is_open,
        max(m) FILTER (ground = 'follow_up') AS followed_m
    FROM cases WHERE m < getvariable('m') GROUP BY n
)
SELECT f.n, getvariable('m'), e.employer_id, e.branch, r.region,
    CASE WHEN e.jobs < 10 THEN '1-9' WHEN e.jobs < 100 THEN '10-99' ELSE '100+' END,
    if(p.inhabitants >= 150000, p.municipality, 'other'), coalesce(v.is_open, false), ln(e.jobs), ln(p.inhabitants),
    e.is_agency::INTEGER, e.is_natural::INTEGER, f.flag, f.reports, f.heavy, s.in_chain::INTEGER,
    least(20, (getvariable('m') - e.first_m) / 12), coalesce(v.visits, 0), getvariable('m') - v.last_m,
    getvariable('m') - month_number(f.hit_on), getvariable('m') - v.followed_m
FROM frame AS f JOIN employers AS e USING (n) JOIN standing AS s USING (n)
JOIN municipalities AS p USING (municipality) JOIN regions AS r ON r.province = e.province
LEFT JOIN visited AS v USING (n);
