-- What moves an employer, seen by nobody: capacity to comply, knowledge, intent, price pressure and a low-pay strategy;
-- and, following from them, the log-odds of each law and the way in which a violation is done.
CREATE TABLE causes AS
WITH latent AS (
    SELECT e.n, e.is_agency, e.jobs, b.wav AS branch_wav, b.season_share > 0.1 AS is_seasonal,
        normal('capacity', e.n) + 0.22 * ln(e.jobs) - 0.4 AS capacity,
        normal('knowledge', e.n) + 0.12 * ln(e.jobs)
            + 0.03 * least(date_diff('year', e.start_date, getvariable('horizon')), 20) - 0.5 AS knowledge,
        b.pressure + 0.5 * normal('pressure', e.n) AS pressure
    FROM employers AS e JOIN branches AS b USING (branch)
), minded AS (
    SELECT *, 0.35 * pressure + 0.9 * normal('low pay', n) AS low_pay,
        u('deliberate', n) < logistic(getvariable('deliberate').base
            + getvariable('deliberate').pressure * pressure
            + getvariable('deliberate').agency * is_agency::INTEGER) AS deliberate
    FROM latent
)
SELECT *,
    getvariable('wml').base + getvariable('wml').pressure * pressure + getvariable('wml').low_pay * low_pay
        + getvariable('wml').capacity * capacity + getvariable('wml').knowledge * knowledge
        + getvariable('wml').deliberate * deliberate::INTEGER
        + getvariable('wml').agency * is_agency::INTEGER
        + getvariable('wml').own * normal('wml own', n) AS wml_odds,
    getvariable('wav').base + getvariable('wav').branch * branch_wav + getvariable('wav').pressure * pressure
        + getvariable('wav').capacity * capacity + getvariable('wav').knowledge * knowledge
        + getvariable('wav').deliberate * deliberate::INTEGER
        + getvariable('wav').agency * is_agency::INTEGER
        + getvariable('wav').own * normal('wav own', n) AS wav_odds,
    getvariable('unregistered').base + getvariable('unregistered').pressure * pressure
        + getvariable('unregistered').knowledge * knowledge
        + getvariable('unregistered').deliberate * deliberate::INTEGER
        + getvariable('unregistered').wav * branch_wav AS unregistered_odds,
    getvariable('foreign').base + getvariable('foreign').pressure * pressure
        + getvariable('foreign').wav * branch_wav AS foreign_odds,
    CASE WHEN u('mode', n) < getvariable('wml_modes').visible THEN 'visible'
        WHEN u('mode', n) < getvariable('wml_modes').visible + getvariable('wml_modes').shave THEN 'shave'
        ELSE 'holiday'
    END AS wml_mode,
    -- At a large employer never all workers at once.
    (0.15 + 0.85 * u('affected', n)) / (1 + jobs / 150) AS affected_share,
    0.015 + 0.25 * u('depth', n) ** 1.6 AS depth
FROM minded
ORDER BY n;
