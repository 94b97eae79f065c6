-- How employers end when they end badly, as it is delivered: declared, and as a later row ended. Whoever goes on as a
-- phoenix firm leaves a bankrupt or an empty employer behind; a takeover leaves nothing of the kind.
WITH ended AS (
    SELECT e.n, e.employer_id, e.start_date, e.end_date, e.is_natural, c.deliberate, u('insolvent', e.n) AS draw,
        p.old_n IS NOT NULL AS is_phoenix
    FROM employers AS e JOIN causes AS c USING (n) LEFT JOIN phoenixes AS p ON p.old_n = e.n
    WHERE e.end_date IS NOT NULL AND p.is_takeover IS NOT TRUE
), named AS (
    SELECT *, if(is_natural, 0, if(deliberate, getvariable('registers').ends.deliberate_dissolution,
            getvariable('registers').ends.dissolution)) AS dissolved,
        CASE WHEN is_phoenix THEN if(NOT is_natural AND draw < getvariable('registers').ends.phoenix_dissolution,
                'dissolution_without_assets', 'bankruptcy')
            WHEN draw < dissolved THEN 'dissolution_without_assets'
            WHEN draw < dissolved + getvariable('registers').ends.bankruptcy THEN 'bankruptcy' END AS kind
    FROM ended
), cases AS (
    SELECT 'I' || employer_id[2:] AS insolvency_id, n, employer_id, kind, if(kind = 'bankruptcy',
            greatest(start_date + 30, end_date - floor(40 * u('declared', n))::INTEGER), end_date) AS declared_on,
        if(kind = 'bankruptcy', declared_on + 200 + floor(700 * u('wound up', n))::INTEGER, declared_on) AS ended_on
    FROM named WHERE kind IS NOT NULL
    UNION ALL
    -- Suspension of payments, from which the employer recovers.
    SELECT 'S' || employer_id[2:], n, employer_id, 'suspension',
        getvariable('window_start') + floor(u('suspended', n) * getvariable('window_days'))::INTEGER AS suspended_on,
        suspended_on + 60 + floor(200 * u('resumes', n))::INTEGER
    FROM employers
    WHERE NOT is_natural AND end_date IS NULL AND start_date < getvariable('window_start')
        AND u('suspension', n) < getvariable('registers').ends.suspension * getvariable('months') / 12
), known AS (
    SELECT *, declared_on + 2 + floor(8 * u('insolvency known', n))::INTEGER AS known_from, ended_on + 15 AS known_to
    FROM cases
), steps AS (
    SELECT *, unnest([known_from, known_to]) AS known_at FROM known
)
SELECT insolvency_id, employer_id, kind, declared_on, if(known_at = known_to, ended_on, NULL) AS ended_on, known_at
FROM steps
ORDER BY insolvency_id, known_at
