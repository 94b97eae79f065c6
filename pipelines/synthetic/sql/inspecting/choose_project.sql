-- Projects fill the month: the branch of the quarter, and agencies all the time; the larger the sooner, and a visit
-- next door now and then.
SET VARIABLE project_visits = getvariable('visits') - (SELECT count(*) FROM chosen);

INSERT INTO chosen
SELECT n, 'project', NULL
FROM frame
WHERE is_free AND n NOT IN (SELECT n FROM chosen) AND coalesce(last_m < getvariable('m') - 12, true)
ORDER BY leaning + getvariable('bias') * (getvariable('choice').size * ln(jobs)
    + getvariable('choice').project_flag * flag + getvariable('choice').agencies * is_agency::INTEGER
    + getvariable('choice').programme * (branch
        = getvariable('programme')[1 + (getvariable('m') // 3) % len(getvariable('programme'))])::INTEGER)
    + lot('project', n) DESC, n
LIMIT getvariable('project_visits');
