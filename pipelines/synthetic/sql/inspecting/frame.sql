-- The frame of the month: every employer that is registered and active on its first day, with what the inspectorate
-- then knows of it.
CREATE OR REPLACE TEMP TABLE frame AS
WITH visited AS (
    SELECT n, count(*) AS times, max(m) AS last_m, max(closed_on) >= month_start(getvariable('m')) AS is_open,
        max(selected_on) FILTER (ground = 'follow_up') AS followed_on
    FROM cases GROUP BY n
), hit AS (
    SELECT n, max(closing_known_at) AS hit_on FROM case_findings
    WHERE violation AND closing_known_at < month_start(getvariable('m')) GROUP BY n
), told AS (
    SELECT n, count(*) AS reports, count(*) FILTER (source_kind IN ('authority', 'union')) AS heavy
    FROM reports WHERE m > getvariable('m') - getvariable('reports').months AND m <= getvariable('m') GROUP BY n
)
SELECT s.n, s.jobs, s.branch, s.is_agency, s.flag, v.last_m, v.followed_on, h.hit_on,
    coalesce(t.reports, 0) AS reports, coalesce(t.heavy, 0) AS heavy,
    -- Whoever has no case that is still open may be chosen by hand. With the dial for discrimination at r, one in r
    -- employers of group a is looked at, whatever its risk: group b is chosen r times as often at any equal risk.
    NOT coalesce(v.is_open, false)
        AND (s.is_b OR u2('looked at', s.n, getvariable('m')) * getvariable('discrimination_odds_ratio') < 1)
        AS is_free,
    getvariable('bias') * (s.liking + getvariable('habit').known * least(3, coalesce(v.times, 0))
        -- Tips of partners, of whom there are more in lending, and a first look at the papers: what no register holds.
        + (getvariable('choice').tips + getvariable('choice').tips_on_lending * s.in_chain::INTEGER)
            * (d.wml OR d.wav OR d.waadi)::INTEGER) AS leaning
FROM standing AS s JOIN month_deeds AS d USING (n) LEFT JOIN visited AS v USING (n) LEFT JOIN hit AS h USING (n)
LEFT JOIN told AS t USING (n)
WHERE s.known_on <= month_start(getvariable('m')) AND coalesce(s.end_date >= month_start(getvariable('m')), true)
ORDER BY s.n;
