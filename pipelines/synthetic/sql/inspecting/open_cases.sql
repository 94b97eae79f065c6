-- The month's choice becomes cases, numbered so that the number does not give the ground away. One site is visited, of
-- those that are not known to be dead if there are. A case lasts one to eight months.
INSERT INTO cases
WITH worked AS (
    SELECT c.*, e.jobs, r.region || '-' || (1 + bits('team', c.n) % 2) AS team,
        month_start(getvariable('m')) + floor(25 * u2('selected', c.n, getvariable('m')))::INTEGER AS selected_on,
        selected_on + 3 + floor(35 * u2('opened', c.n, getvariable('m')) ** 1.5)::INTEGER AS opened_on,
        opened_on + 28 + least(215,
            floor(60 * exp(0.6 * normal('closed', c.n * 4096 + getvariable('m') % 4096))))::INTEGER AS closed_on,
        closed_on + floor(10 * u2('closing known', c.n, getvariable('m')))::INTEGER AS closing_known_at
    FROM chosen AS c JOIN employers AS e USING (n)
    JOIN regions AS r ON r.province
        = if(coalesce(e.moved_on <= month_start(getvariable('m')), false), e.province_after, e.province)
), sites AS (
    SELECT n, arg_min(establishment_id, bits2('site visited', n * 64 + site, getvariable('m'))) AS any_site,
        arg_min(establishment_id, bits2('site visited', n * 64 + site, getvariable('m')))
            FILTER (dead_since IS NULL) AS live_site
    FROM establishments WHERE n IN (SELECT n FROM chosen) GROUP BY n
)
SELECT strftime(month_start(getvariable('m')), 'C%Y%m-')
        || lpad((row_number() OVER (ORDER BY bits2('case', n, getvariable('m')), n))::VARCHAR, 5, '0'),
    n, getvariable('m'), ground, probability, team, coalesce(live_site, any_site), selected_on, opened_on, closed_on,
    closing_known_at,
    floor(100 * getvariable('hours').median * (jobs / 10) ** getvariable('hours').size_power
        * exp(getvariable('hours').spread * normal('spent', n * 4096 + getvariable('m') % 4096)))::INTEGER
FROM worked LEFT JOIN sites USING (n);

-- What the inspector finds of what there is to find in the month of selection, in the laws that are examined. A random
-- case examines all laws; at a large employer one visit sees less of what there is.
INSERT INTO case_findings
WITH looked AS (
    SELECT c.case_id, c.n, c.m, c.closed_on, c.closing_known_at, c.ground = 'random' AS all_laws, d.*, s.in_chain,
        least(getvariable('missed').most, getvariable('missed').base + getvariable('missed').size * ln(s.jobs))
            AS missed, unnest(['WML', 'Wav', 'Waadi']) AS law
    FROM (FROM cases WHERE m = getvariable('m')) AS c JOIN month_deeds AS d USING (n)
    JOIN standing AS s USING (n)
), examined AS (
    SELECT *, all_laws OR u2('examined ' || law, n, m) < CASE law WHEN 'WML' THEN getvariable('examined').wml
        WHEN 'Wav' THEN getvariable('examined').wav
        ELSE if(in_chain, getvariable('examined').waadi_chain, getvariable('examined').waadi) END AS was_examined,
        u2('missed ' || law, n, m) >= missed AS was_seen
    FROM looked
)
SELECT case_id, n, m, closed_on, closing_known_at, law, was_examined,
    if(was_examined, was_seen AND CASE law WHEN 'WML' THEN wml_found WHEN 'Wav' THEN wav_found ELSE waadi_found END,
        NULL),
    wml_mode
FROM examined
ORDER BY case_id, law;
