-- The month's choice becomes cases, numbered so that the number does not give the ground away; what will be found is
-- what an inspector would find in the month of selection, in the laws that are examined.
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
)
SELECT strftime(month_start(getvariable('m')), 'C%Y%m-')
        || lpad((row_number() OVER (ORDER BY bits2('case', n, getvariable('m')), n))::VARCHAR, 5, '0'),
    n, getvariable('m'), ground, probability, team, selected_on, opened_on, closed_on, closing_known_at,
    floor(100 * getvariable('hours').median * (jobs / 10) ** getvariable('hours').size_power
        * exp(getvariable('hours').spread * normal('spent', n * 4096 + getvariable('m') % 4096)))::INTEGER
FROM worked;

INSERT INTO case_findings
WITH looked AS (
    SELECT c.case_id, c.n, c.m, c.closing_known_at, c.ground = 'random' AS all_laws, d.*,
        c.n IN (SELECT n FROM hirings UNION SELECT lender_n FROM hirings) AS in_chain,
        unnest(['WML', 'Wav', 'Waadi']) AS law
    FROM (FROM cases WHERE m = getvariable('m')) AS c JOIN (FROM deeds WHERE m = getvariable('m')) AS d USING (n)
), examined AS (
    SELECT *, all_laws OR u2('examined ' || law, n, m) < CASE law WHEN 'WML' THEN getvariable('examined').wml
        WHEN 'Wav' THEN getvariable('examined').wav
        ELSE if(in_chain, getvariable('examined').waadi_chain, getvariable('examined').waadi) END AS was_examined
    FROM looked
)
SELECT case_id, n, m, closing_known_at, law, was_examined,
    if(was_examined, CASE law WHEN 'WML' THEN wml_found WHEN 'Wav' THEN wav_found ELSE waadi_found END, NULL)
FROM examined
ORDER BY case_id, law;
