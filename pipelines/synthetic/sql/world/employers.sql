-- Who there is: the drafts, with the dates and the leader of those that go on under another name, each in a
-- municipality.
CREATE TABLE employers AS
WITH continued AS (
    SELECT d.* REPLACE (coalesce(p.start_date, d.start_date) AS start_date,
            CASE WHEN o.n IS NOT NULL THEN o.end_date
                WHEN p.n IS NOT NULL THEN end_after(p.start_date, d.n, d.is_gone) ELSE d.end_date END AS end_date,
            if(p.is_takeover, d.leader, coalesce(p.leader, d.leader)) AS leader),
        -- Who goes on under another name mostly stays where it was.
        u('place', if(p.n IS NOT NULL AND u('stays', d.n) < getvariable('phoenix').stays, p.old_n, d.n)) AS place_draw,
        u('moves', d.n) < getvariable('churn').moves * getvariable('months') / 12 AS moves
    FROM drafts AS d LEFT JOIN phoenixes AS p ON p.n = d.n LEFT JOIN phoenixes AS o ON o.old_n = d.n
), moved AS (
    SELECT *, greatest(start_date, getvariable('window_start')) + 45 AS move_from,
        least(coalesce(end_date, getvariable('horizon')), getvariable('horizon')) AS move_to
    FROM continued
), placed AS (
    SELECT *, CASE WHEN moves AND move_from < move_to
        THEN move_from + floor(u('moved', n) * (move_to - move_from))::INTEGER END AS moved_on,
        u('moves to', n) AS next_draw
    FROM moved
)
SELECT d.n, printf('E%07d', d.n) AS employer_id, d.branch, d.is_agency, d.is_natural, d.size_class, d.jobs, d.sbi_code,
    p.municipality, p.province, q.municipality AS municipality_after, q.province AS province_after,
    d.legal_form, d.start_date, d.end_date, d.moved_on, d.leader,
    month_number(d.start_date) AS first_m,
    coalesce(month_number(end_date), 99999) AS last_m
FROM placed AS d
ASOF JOIN places AS p ON d.branch = p.branch AND d.place_draw >= p.from_share
ASOF JOIN places AS q ON d.branch = q.branch AND d.next_draw >= q.from_share
ORDER BY d.n;
DROP TABLE drafts;
