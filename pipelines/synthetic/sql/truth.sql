-- What employers really do, month by month, and what an inspector who looked would find.
-- Waadi art. 7a binds both sides: lending without registration, and hiring from a lender without one.
CREATE TABLE deeds AS
WITH lent AS (
    SELECT n, lender_n, m
    FROM hirings, range(getvariable('first_m'), getvariable('last_m') + 1) AS window_months(m)
    WHERE m BETWEEN from_m AND to_m AND m > registered_until_m
), waadi AS (
    SELECT n, m FROM lent UNION SELECT lender_n, m FROM lent WHERE lender_n IS NOT NULL
)
SELECT c.n, c.m, c.wml, c.wav, w.n IS NOT NULL AS waadi, k.wml_mode,
    c.wml AND u2('wml found', c.n, c.m // 3) < CASE k.wml_mode WHEN 'visible' THEN getvariable('found').visible
        WHEN 'shave' THEN getvariable('found').shave ELSE getvariable('found').holiday END AS wml_found,
    c.wav AND u2('wav found', c.n, c.m // 3) < getvariable('found').wav AS wav_found,
    waadi AND u2('waadi found', c.n, c.m // 3) < getvariable('found').waadi AS waadi_found
FROM conduct AS c JOIN causes AS k USING (n) LEFT JOIN waadi AS w ON w.n = c.n AND w.m = c.m
ORDER BY c.m, c.n;
DROP TABLE conduct;
