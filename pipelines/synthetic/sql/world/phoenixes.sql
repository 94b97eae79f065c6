-- Employers that end and go on under another one: phoenix firms (the same leader and branch, and a share of the
-- workers; more often where the leader means to break the law), and honest takeovers (with the wage-tax number and
-- nearly all workers), which look much like them. Old and new are matched within the branch by their place in the order
-- of size.
CREATE TABLE phoenixes AS
WITH ended AS (
    SELECT n, branch, jobs, end_date, leader,
        u('phoenix', n) < phoenix * if(u('intent', leader) < getvariable('phoenix').intent_below,
            getvariable('phoenix').intent_factor, 1) AS is_phoenix,
        NOT is_agency AND NOT is_natural AND u('takeover', n) < getvariable('registers').takeover.share AS is_takeover
    FROM drafts JOIN branches USING (branch, is_agency)
    WHERE NOT is_new AND end_date BETWEEN getvariable('window_start') + 30 AND getvariable('horizon') - 75
), old AS (
    SELECT *, row_number() OVER (PARTITION BY branch ORDER BY jobs DESC, n) - 1 AS place,
        count(*) OVER (PARTITION BY branch) AS places
    FROM ended WHERE is_phoenix OR is_takeover
), fresh AS (
    SELECT n, branch, row_number() OVER (PARTITION BY branch ORDER BY jobs DESC, n) - 1 AS place,
        count(*) OVER (PARTITION BY branch) AS places
    FROM drafts WHERE is_new AND NOT is_natural
), matched AS (
    SELECT f.n, o.n AS old_n, o.leader, o.end_date, NOT is_phoenix AS is_takeover
    FROM old AS o JOIN fresh AS f ON f.branch = o.branch
        AND f.place = if(f.places >= o.places, o.place * f.places // o.places, o.place)
), dated AS (
    SELECT * EXCLUDE (end_date), if(is_takeover, last_day(end_date), end_date) AS end_date,
        if(is_takeover, last_day(end_date) + 1, greatest(getvariable('window_start') + 10,
            end_date - 25 + floor(70 * u('rises', n))::INTEGER)) AS start_date
    FROM matched
)
SELECT n, old_n, month_number(start_date)::INTEGER AS m,
    if(is_takeover, getvariable('registers').takeover.workers, getvariable('phoenix').least_share
        + (getvariable('phoenix').most_share - getvariable('phoenix').least_share) * u('goes along', n)) AS share,
    is_takeover, leader, start_date, end_date
FROM dated
ORDER BY n;
