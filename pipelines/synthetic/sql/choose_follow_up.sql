-- Employers where a violation was found in the last nine months, not yet visited since.
INSERT INTO chosen
SELECT n, 'follow_up', NULL
FROM free
WHERE n IN (SELECT n FROM case_findings WHERE violation
        AND closing_known_at BETWEEN month_start(getvariable('m') - 9) AND month_start(getvariable('m') - 1))
    AND n NOT IN (SELECT n FROM cases WHERE selected_on >= month_start(getvariable('m') - 9) AND ground = 'follow_up')
    AND n NOT IN (SELECT n FROM chosen)
QUALIFY row_number() OVER (ORDER BY bits2('follow up', n, getvariable('m')), n) <= getvariable('follow_up_visits');
