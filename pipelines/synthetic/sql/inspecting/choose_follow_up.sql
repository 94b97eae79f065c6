-- Employers where a violation became known in the last nine months, not followed up since.
INSERT INTO chosen
SELECT n, 'follow_up', NULL
FROM frame
WHERE is_free AND n NOT IN (SELECT n FROM chosen) AND hit_on >= month_start(getvariable('m') - 9)
    AND coalesce(followed_on < month_start(getvariable('m') - 9), true)
ORDER BY leaning + lot('follow up', n) DESC, n
LIMIT getvariable('follow_up_visits');
