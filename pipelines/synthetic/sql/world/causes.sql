-- What moves an employer, seen by nobody: capacity to comply, knowledge, intent (of whoever leads it, who carries it to
-- the next employer), price pressure, a low-pay strategy, and how it pays and houses; and, following from them, the
-- log-odds of each law and the way in which a violation is done.
CREATE TABLE causes AS
WITH latent AS (
    SELECT e.n, e.is_agency, e.jobs, e.is_natural, e.leader, b.wav AS branch_wav, b.season_share > 0.1 AS is_seasonal,
        b.low_pay AS branch_low_pay, b.cash AS branch_cash, b.et,
        normal('capacity', e.n) + 0.22 * ln(e.jobs) - 0.4 AS capacity,
        normal('knowledge', e.n) + 0.12 * ln(e.jobs)
            + 0.03 * least(date_diff('year', e.start_date, getvariable('horizon')), 20) - 0.5 AS knowledge,
        coalesce(t.tier, 0) AS tier,
        b.pressure + 0.5 * normal('pressure', e.n) + getvariable('acts').tier_pressure * (greatest(tier, 1) - 1)
            + getvariable('acts').season_pressure * is_seasonal::INTEGER AS pressure,
        u('housing', e.n) < b.housing AS provides_housing,
        e.legal_form = 'buitenlands' AND b.wav > 0 AS is_posted_provider,
        -- Whoever was wound up and goes on means it more often than not.
        coalesce(NOT p.is_takeover, false) AS is_phoenix
    FROM employers AS e JOIN branches AS b USING (branch) LEFT JOIN tiers AS t USING (n)
    LEFT JOIN phoenixes AS p USING (n)
), minded AS (
    SELECT *, 0.35 * pressure + 0.9 * normal('low pay', n) AS pay_strategy,
        getvariable('deliberate').base + getvariable('deliberate').pressure * pressure
            + getvariable('deliberate').agency * is_agency::INTEGER
            + getvariable('phoenix').carried_intent * is_phoenix::INTEGER
            - ln(u('intent', leader) / (1 - u('intent', leader))) AS intent,
        intent > 0 AS deliberate,
        u('et', n) < et * if(provides_housing, 2, 0.6) AS uses_et,
        u('looks bad', n) < getvariable('looks_bad').share
            AND jobs < 20 AND NOT is_agency AND branch_low_pay > 0 AND NOT deliberate AS looks_bad
    FROM latent
), moded AS (
    SELECT *,
        u('cash', n) < logistic(getvariable('cash').base + branch_cash
            + getvariable('cash').deliberate * deliberate::INTEGER + getvariable('cash').knowledge * knowledge
            + getvariable('cash').natural * is_natural::INTEGER) AS pays_cash,
        CASE WHEN u('mode', n) < getvariable('wml_modes').visible
                * if(provides_housing, 1 - getvariable('acts').housing_holiday, 1) THEN 'visible'
            WHEN u('mode', n) < (getvariable('wml_modes').visible + getvariable('wml_modes').shave)
                * if(provides_housing, 1 - getvariable('acts').housing_holiday, 1) THEN 'shave'
            ELSE 'holiday'
        END AS wml_mode,
        wml_mode = 'shave' AND u('looks clean', n) < getvariable('looks_clean').share AS looks_clean
    FROM minded
)
SELECT * EXCLUDE (branch_low_pay, branch_cash, et, pay_strategy, is_phoenix),
    pay_strategy + getvariable('looks_bad').low_pay * looks_bad::INTEGER
        + getvariable('looks_clean').low_pay * looks_clean::INTEGER AS low_pay,
    getvariable('wml').base + getvariable('wml').pressure * pressure + getvariable('wml').low_pay * pay_strategy
        + getvariable('wml').capacity * capacity + getvariable('wml').knowledge * knowledge
        + getvariable('wml').deliberate * deliberate::INTEGER
        + getvariable('wml').agency * is_agency::INTEGER
        + getvariable('acts').housing_wml * provides_housing::INTEGER + getvariable('acts').et_wml * uses_et::INTEGER
        + getvariable('looks_bad').wml * looks_bad::INTEGER
        + getvariable('wml').own * normal('wml own', n) AS wml_odds,
    getvariable('wav').base + getvariable('wav').branch * branch_wav + getvariable('wav').pressure * pressure
        + getvariable('wav').capacity * capacity + getvariable('wav').knowledge * knowledge
        + getvariable('wav').deliberate * deliberate::INTEGER
        + getvariable('wav').agency * is_agency::INTEGER
        + getvariable('looks_bad').wav * looks_bad::INTEGER
        + getvariable('wav').own * normal('wav own', n) AS wav_odds,
    getvariable('unregistered').base + getvariable('unregistered').pressure * pressure
        + getvariable('unregistered').knowledge * knowledge
        + getvariable('unregistered').deliberate * deliberate::INTEGER
        + getvariable('unregistered').wav * branch_wav AS unregistered_odds,
    getvariable('foreign').base + getvariable('foreign').pressure * pressure
        + getvariable('foreign').wav * branch_wav AS foreign_odds,
    -- At a large employer never all workers at once.
    (0.15 + 0.85 * u('affected', n)) / (1 + jobs / 150) AS affected_share,
    0.015 + 0.25 * u('depth', n) ** 1.6 AS depth
FROM moded
ORDER BY n;
