-- Who leads and acts for an employer. A phoenix firm keeps the officers of the old one; at some, somebody else stands
-- in front and the one who leads is in no register. A second officer may be replaced within the window.
CREATE TABLE officers AS
WITH led AS (
    SELECT e.n, e.legal_form, e.leader, e.start_date, e.end_date, coalesce(p.old_n, e.n) AS source,
        p.n IS NOT NULL AND u('straw', e.n) < getvariable('registers').officers.straw AS has_straw,
        legal_form <> 'eenmanszaak' AS may_share,
        greatest(e.start_date, getvariable('window_start')) + 30 AS change_from,
        CASE WHEN u('officer leaves', e.n) < getvariable('registers').officers.changes * getvariable('months') / 12
            THEN change_from + floor(u('officer left', e.n) * getvariable('window_days'))::INTEGER END AS drawn_change
    FROM employers AS e LEFT JOIN (FROM phoenixes WHERE NOT is_takeover) AS p USING (n)
), changing AS (
    SELECT *, CASE WHEN drawn_change < least(coalesce(end_date, getvariable('horizon')), getvariable('horizon'))
        THEN drawn_change END AS changed_on
    FROM led
), roles AS (
    SELECT n, if(has_straw, 4000000 + n, leader) AS person, 1 AS place, legal_form, start_date AS valid_from,
        end_date AS valid_to FROM changing
    UNION ALL
    SELECT n, 2000000 + source, 2, legal_form, start_date, coalesce(changed_on - 1, end_date) FROM changing
    WHERE may_share AND u('second officer', source) < getvariable('registers').officers.second
    UNION ALL
    SELECT n, 5000000 + n, 2, legal_form, changed_on, end_date FROM changing
    WHERE may_share AND changed_on IS NOT NULL
        AND u('second officer', source) < getvariable('registers').officers.second
    UNION ALL
    SELECT n, 3000000 + source, 3, legal_form, start_date, end_date FROM changing
    WHERE may_share AND u('third officer', source) < getvariable('registers').officers.third
)
SELECT n, person, CASE WHEN place = 3 THEN 'proxy' WHEN legal_form = 'eenmanszaak' THEN 'owner'
        WHEN legal_form IN ('vof', 'maatschap', 'cv') THEN 'partner' ELSE 'director' END AS role, valid_from, valid_to
FROM roles
ORDER BY n, person;
