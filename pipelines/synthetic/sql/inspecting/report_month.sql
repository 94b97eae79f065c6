-- The reports that come in this month (variable m): more where something is wrong and where more people see it, and
-- many where nothing is wrong. Their number follows from the visits: so many reports to a case that comes of them.
INSERT INTO reports
WITH watched AS (
    SELECT n, getvariable('reports').ordinary AS by_chance,
        by_chance + getvariable('reports').wml * wml::INTEGER AS to_wml,
        to_wml + getvariable('reports').wav * wav::INTEGER AS to_wav,
        to_wav + getvariable('reports').waadi * waadi::INTEGER AS reasons,
        -- In millionths, so that the sum does not depend on the order of adding.
        floor(1e6 * exposure * reasons)::BIGINT AS weight
    FROM standing JOIN month_deeds USING (n)
    WHERE known_on <= month_start(getvariable('m')) AND coalesce(end_date >= month_start(getvariable('m')), true)
), told AS (
    SELECT *, floor(getvariable('monthly_reports') * weight / (SELECT sum(weight) FROM watched)
        + u2('reports', n, getvariable('m')))::INTEGER AS times
    FROM watched
), apart AS (
    SELECT *, bits2('report', n, getvariable('m') * 1024 + unnest(range(times))) AS r FROM told WHERE times > 0
), caused AS (
    SELECT n, r, CASE WHEN slice(r, 0) * reasons < by_chance THEN getvariable('topics').nothing
        WHEN slice(r, 0) * reasons < to_wml THEN getvariable('topics').wml
        WHEN slice(r, 0) * reasons < to_wav THEN getvariable('topics').wav
        ELSE getvariable('topics').waadi END AS topics,
        if(slice(r, 0) * reasons < by_chance, getvariable('sources').wrong, getvariable('sources').right) AS sources
    FROM apart
)
SELECT n, getvariable('m'), month_start(getvariable('m')) + floor(28 * slice(r, 3))::INTEGER,
    topics[1 + floor(len(topics) * slice(r, 1))::INTEGER], sources[1 + floor(len(sources) * slice(r, 2))::INTEGER]
FROM caused
ORDER BY n, r;
