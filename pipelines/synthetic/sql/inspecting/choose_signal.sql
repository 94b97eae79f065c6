-- Employers about whom reports came in, not visited in the last six months: several reports, and those of authorities
-- and unions, weigh more.
INSERT INTO chosen
SELECT n, 'signal', NULL
FROM frame
WHERE is_free AND reports > 0 AND n NOT IN (SELECT n FROM chosen) AND coalesce(last_m < getvariable('m') - 6, true)
ORDER BY leaning + getvariable('bias') * (getvariable('choice').report * least(reports, 5)
    + getvariable('choice').heavy * least(heavy, 3) + getvariable('choice').signal_flag * flag)
    + lot('signal', n) DESC, n
LIMIT getvariable('signal_visits');
