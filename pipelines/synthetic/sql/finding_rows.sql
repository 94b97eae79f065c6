-- What closed cases found, law by law, as known until the horizon.
WITH measured AS (
    SELECT f.*, e.jobs, k.affected_share, k.depth, k.wml_mode,
        bits2('finding ' || f.law, f.n, f.m) AS r,
        f.closing_known_at + floor(5 * u2('finding known', f.n, f.m))::INTEGER AS known_at
    FROM case_findings AS f JOIN employers AS e USING (n) JOIN causes AS k USING (n)
), counted AS (
    SELECT *, CASE law WHEN 'WML' THEN ceil(jobs * affected_share * (0.5 + 0.5 * slice(r, 0)))
        WHEN 'Wav' THEN least(jobs, 1 + floor(-ln(1 - slice(r, 0)) * 1.5 * jobs ** 0.2))
        ELSE 1 + floor(-ln(1 - slice(r, 0)) * 4) END::INTEGER AS affected
    FROM measured
)
SELECT case_id, law, examined, violation,
    CASE WHEN violation IS NOT TRUE THEN NULL
        WHEN law = 'WML' AND wml_mode = 'holiday' THEN if(slice(r, 1) < 0.7, 'WML art. 15', 'WML art. 13')
        WHEN law = 'WML' THEN 'WML art. 7'
        WHEN law = 'Wav' THEN if(slice(r, 1) < 0.62, 'Wav art. 2', 'Wav art. 15')
        ELSE 'Waadi art. 7a' END AS article,
    if(violation, affected, NULL) AS workers_affected,
    -- 110 hours a month, during one to twelve months.
    if(violation AND law = 'WML',
        eur(floor(affected * depth * 110 * getvariable('minimum')[7] * (1 + 11 * slice(r, 2)))::BIGINT),
        NULL) AS underpaid_eur,
    CASE WHEN NOT examined THEN NULL WHEN NOT violation THEN 'none'
        WHEN slice(r, 3) < 0.18 THEN 'warning' WHEN slice(r, 3) < 0.88 THEN 'fine'
        WHEN slice(r, 3) < 0.98 OR law = 'Waadi' THEN 'order' ELSE 'stop_work' END AS sanction,
    known_at
FROM counted
WHERE known_at <= getvariable('horizon')
ORDER BY case_id, law
