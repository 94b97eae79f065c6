-- The sites of an employer: the seat (site 0), and more of them the more people work there. Some sites are dead: still
-- registered, but nobody has been seen there for years. So are the seats of some small employers, that left them and
-- told nobody.
CREATE TABLE establishments AS
WITH counted AS (
    SELECT e.*, unnest(range(0, 1 + least(60,
            floor(-ln(u('sites', e.n)) * b.sites * ln(1 + e.jobs / 10))::INTEGER))) AS site
    FROM employers AS e JOIN branches AS b USING (branch)
), drawn AS (
    SELECT n, site::INTEGER AS site, branch, jobs, province, municipality, municipality_after,
        n * 64 + site AS site_key,
        bits('site', site_key) AS r, start_date, end_date, moved_on,
        CASE WHEN site > 0 THEN slice(r, 0) < getvariable('registers').sites.dead
            ELSE jobs < getvariable('registers').seats.jobs_below AND moved_on IS NULL
                AND slice(r, 0) < getvariable('registers').seats.deserted END AS is_dead,
        site > 0 AND slice(r, 1) < getvariable('registers').sites.elsewhere AS is_elsewhere,
        u('site place', site_key) AS place_draw
    FROM counted
)
SELECT n, site, printf('%012d', 10000000 + site_key) AS establishment_id,
    if(is_elsewhere, p.municipality, d.municipality) AS municipality,
    if(site = 0, municipality_after, NULL) AS municipality_after,
    postcode(bits('postcode', site_key)) AS postcode, postcode(bits('postcode after', site_key)) AS postcode_after,
    start_date, end_date, if(site = 0, moved_on, NULL) AS moved_on,
    CASE WHEN is_dead THEN greatest(start_date,
        getvariable('window_start') - 300 - floor(1500 * slice(r, 2))::INTEGER) END AS dead_since,
    (12 * slice(r, 3))::INTEGER % 12 AS seen_in
FROM drawn AS d ASOF JOIN places AS p ON d.branch = p.branch AND d.place_draw >= p.from_share
ORDER BY n, site;
