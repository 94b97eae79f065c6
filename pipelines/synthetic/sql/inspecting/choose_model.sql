-- A crude score of red flags, at employers that were not visited in the last twelve months.
INSERT INTO chosen
SELECT n, 'model', NULL
FROM frame
WHERE is_free AND n NOT IN (SELECT n FROM chosen) AND coalesce(last_m < getvariable('m') - 12, true)
ORDER BY leaning + getvariable('bias') * getvariable('choice').flag * flag + lot('model', n) DESC, n
LIMIT getvariable('model_visits');
