-- Which employers break the WML and the Wav in which month. A state of affairs lasts some months: the draw is the
-- employer's own, or now and then one for the block of months.
CREATE TABLE conduct AS
WITH months AS (
    SELECT c.*, e.first_m, e.last_m, m, (m + n % getvariable('block').months) // getvariable('block').months AS block
    FROM causes AS c JOIN employers AS e USING (n),
        range(getvariable('first_m'), getvariable('last_m') + 1) AS window_months(m)
    WHERE m BETWEEN e.first_m AND e.last_m
), drawn AS (
    SELECT *,
        CASE WHEN u2('wml anew', n, block) < getvariable('block').renewed THEN u2('wml block', n, block)
            ELSE u('wml', n) END AS wml_draw,
        CASE WHEN u2('wav anew', n, block) < getvariable('block').renewed THEN u2('wav block', n, block)
            ELSE u('wav', n) END AS wav_draw,
        getvariable('wav').season * (is_seasonal AND m % 12 BETWEEN 4 AND 8)::INTEGER AS season
    FROM months
)
SELECT n, m::INTEGER AS m,
    wml_draw < logistic(wml_odds) AS wml,
    wav_draw < logistic(wav_odds + season) AS wav
FROM drawn
ORDER BY m, n;
