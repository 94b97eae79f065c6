-- The project of the quarter: one branch, and agencies all the time; the larger the sooner.
INSERT INTO chosen
SELECT n, 'project', NULL
FROM free JOIN employers AS e USING (n)
WHERE (e.is_agency OR e.branch = getvariable('programme')[1 + (getvariable('m') // 3) % len(getvariable('programme'))])
    AND n NOT IN (SELECT n FROM chosen)
    AND n NOT IN (SELECT n FROM cases WHERE selected_on >= month_start(getvariable('m') - 12) AND ground = 'project')
QUALIFY row_number() OVER (
    ORDER BY -ln(u2('project', n, getvariable('m'))) / (1 + ln(e.jobs)), n) <= getvariable('project_visits');
