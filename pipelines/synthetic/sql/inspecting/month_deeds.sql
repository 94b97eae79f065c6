-- What employers do this month (variable m), now that some have been visited: whoever took a finding to heart complies
-- for a while, some of the others hide it better, and hirings that were ended are no longer there.
CREATE OR REPLACE TEMP TABLE month_deeds AS
WITH learnt AS (
    SELECT n, coalesce(bool_or(complies) FILTER (law = 'WML'), false) AS wml_stops,
        coalesce(bool_or(complies) FILTER (law = 'Wav'), false) AS wav_stops,
        coalesce(bool_or(hides) FILTER (law = 'WML'), false) AS wml_hides,
        coalesce(bool_or(hides) FILTER (law = 'Wav'), false) AS wav_hides
    FROM lessons WHERE getvariable('m') BETWEEN from_m AND until_m GROUP BY n
), lent AS (
    SELECT unnest([n, lender_n]) AS n FROM hirings
    WHERE getvariable('m') BETWEEN from_m AND to_m AND getvariable('m') > registered_until_m
), done AS (
    SELECT d.n, d.m, d.wml AND NOT coalesce(l.wml_stops, false) AS wml,
        d.wav AND NOT coalesce(l.wav_stops, false) AS wav,
        d.waadi AND (e.n IS NULL OR d.n IN (SELECT n FROM lent WHERE n IS NOT NULL)) AS waadi,
        if(l.wml_hides, 'shave', d.wml_mode) AS wml_mode, l.wml_hides, l.wav_hides,
        d.wml_found, d.wav_found, d.waadi_found
    FROM (FROM deeds WHERE m = getvariable('m')) AS d LEFT JOIN learnt AS l USING (n)
    LEFT JOIN (SELECT DISTINCT n FROM ended) AS e USING (n)
)
SELECT n, m, wml, wav, waadi, wml_mode,
    CASE WHEN wml AND wml_hides THEN wml_found AND u2('wml hidden', n, m // 3) < getvariable('effect').found_hidden
        ELSE wml AND wml_found END AS wml_found,
    CASE WHEN wav AND wav_hides THEN wav_found AND u2('wav hidden', n, m // 3) < getvariable('effect').found_hidden
        ELSE wav AND wav_found END AS wav_found,
    waadi AND waadi_found AS waadi_found
FROM done
ORDER BY n;

INSERT INTO lived FROM month_deeds;
