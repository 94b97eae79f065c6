-- What employers do month by month as long as nobody has visited them, and what a good examination would find. A state
-- of affairs lasts some months: the draw is the employer's own, or now and then one for the block of months.
-- Waadi art. 7a binds both sides: lending without registration, and hiring from a lender without one.
CREATE TABLE deeds AS
WITH spans AS (
    SELECT c.n, c.wml_odds, c.wav_odds, c.wml_mode,
        getvariable('wav').season * (b.season_share > 0.1)::INTEGER AS season,
        unnest(range((greatest(e.first_m, getvariable('first_m')) + c.n % getvariable('block').months)
                // getvariable('block').months,
            (least(e.last_m, getvariable('last_m')) + c.n % getvariable('block').months)
                // getvariable('block').months + 1)) AS block,
        greatest(e.first_m, getvariable('first_m'), block * getvariable('block').months
            - c.n % getvariable('block').months) AS from_m,
        least(e.last_m, getvariable('last_m'), (block + 1) * getvariable('block').months
            - c.n % getvariable('block').months - 1) AS to_m
    FROM causes AS c JOIN employers AS e USING (n) JOIN branches AS b USING (branch)
), drawn AS (
    SELECT n, wml_mode, season, unnest(range(from_m, to_m + 1))::INTEGER AS m,
        CASE WHEN u2('wml anew', n, block) < getvariable('block').renewed THEN u2('wml block', n, block)
            ELSE u('wml', n) END < logistic(wml_odds) AS wml,
        CASE WHEN u2('wav anew', n, block) < getvariable('block').renewed THEN u2('wav block', n, block)
            ELSE u('wav', n) END AS wav_draw, wav_odds
    FROM spans
), done AS (
    SELECT n, m, wml_mode, wml,
        wav_draw < logistic(wav_odds + if(m % 12 BETWEEN 4 AND 8, season, 0)) AS wav
    FROM drawn
), lent AS (
    SELECT n, lender_n, unnest(range(greatest(from_m, registered_until_m + 1, getvariable('first_m')),
        least(to_m, getvariable('last_m')) + 1))::INTEGER AS m
    FROM hirings
), unregistered AS (
    SELECT n, m FROM lent UNION SELECT lender_n, m FROM lent WHERE lender_n IS NOT NULL
)
SELECT d.n, d.m, d.wml, d.wav, w.n IS NOT NULL AS waadi, d.wml_mode,
    CASE WHEN d.wml THEN u2('wml found', d.n, d.m // 3) < CASE d.wml_mode
        WHEN 'visible' THEN getvariable('found').visible WHEN 'shave' THEN getvariable('found').shave
        ELSE getvariable('found').holiday END ELSE false END AS wml_found,
    CASE WHEN d.wav THEN u2('wav found', d.n, d.m // 3) < getvariable('found').wav ELSE false END AS wav_found,
    CASE WHEN w.n IS NOT NULL THEN u2('waadi found', d.n, d.m // 3) < getvariable('found').waadi ELSE false END
        AS waadi_found
FROM done AS d LEFT JOIN unregistered AS w ON w.n = d.n AND w.m = d.m
ORDER BY d.m, d.n;
