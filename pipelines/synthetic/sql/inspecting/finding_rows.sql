-- What closed cases found, law by law, as known until the horizon; an objection against it, and what becomes of it, are
-- later rows. The sanction is heavier when the same law was broken before.
WITH measured AS (
    SELECT f.*, e.jobs, k.affected_share, k.depth,
        bits2('finding ' || f.law, f.n, f.m) AS r, bits2('sanction ' || f.law, f.n, f.m) AS q,
        if(min(f.closing_known_at) FILTER (f.violation) OVER (PARTITION BY f.n, f.law) < f.closed_on,
            getvariable('sanctions').again, getvariable('sanctions').first) AS steps,
        f.closing_known_at + floor(5 * u2('finding known', f.n, f.m))::INTEGER AS found_known
    FROM case_findings AS f JOIN employers AS e USING (n) JOIN causes AS k USING (n)
), counted AS (
    SELECT *, CASE law WHEN 'WML' THEN ceil(jobs * affected_share * (0.5 + 0.5 * slice(r, 0)))
        WHEN 'Wav' THEN least(jobs, 1 + floor(-ln(1 - slice(r, 0)) * 1.5 * jobs ** 0.2))
        ELSE 1 + floor(-ln(1 - slice(r, 0)) * 4) END::INTEGER AS affected,
        CASE WHEN NOT examined THEN NULL WHEN NOT violation THEN 'none'
            WHEN slice(r, 3) < steps.warning THEN 'warning'
            WHEN slice(r, 3) < steps.warning + steps.fine THEN 'fine'
            WHEN slice(r, 3) < steps.warning + steps.fine + steps.order OR law = 'Waadi' THEN 'order'
            ELSE 'stop_work' END AS sanction
    FROM measured
), opposed AS (
    SELECT *, CASE WHEN sanction IN ('fine', 'order', 'stop_work') AND slice(q, 0) < getvariable('objections').made
            -- Within six weeks (Awb art. 6:7).
            THEN found_known + 10 + floor(32 * slice(q, 1))::INTEGER END AS objection_known,
        objection_known + getvariable('objections').least_days
            + floor(getvariable('objections').more_days * slice(q, 2))::INTEGER AS outcome_known,
        CASE WHEN slice(q, 3) < getvariable('objections').upheld THEN 'upheld'
            WHEN slice(q, 3) < getvariable('objections').upheld + getvariable('objections').partly_upheld
                THEN 'partly_upheld'
            ELSE 'dismissed' END AS outcome
    FROM counted
), moments AS (
    SELECT *, unnest([
        {'known_at': found_known, 'objection': NULL},
        {'known_at': objection_known, 'objection': 'pending'},
        {'known_at': outcome_known, 'objection': outcome}
    ], recursive := true)
    FROM opposed
), standing AS (
    -- When the objection is upheld, the finding does not stand and its sanction is withdrawn.
    SELECT * REPLACE (violation AND objection IS DISTINCT FROM 'upheld' AS violation,
        if(objection = 'upheld', 'none', sanction) AS sanction)
    FROM moments
)
SELECT case_id, law, closed_on - floor(14 * slice(r, 1))::INTEGER AS established_on, examined, violation,
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
    sanction, objection, known_at
FROM standing
WHERE known_at <= getvariable('horizon')
ORDER BY case_id, law, known_at
