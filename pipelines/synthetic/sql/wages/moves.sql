-- From which job a worker comes: those who go along when an employer goes on under another name, from their place there
-- to the same place here; and a share of the new workers, who left another employer of the branch in the thirty days
-- before the thirty in which they come. Each job has at most one job before it, and at most one after it.
CREATE TABLE moves AS
WITH continued AS (
    SELECT p.share, w.first_day, w.first_position + k AS position_id, v.first_position + k AS old_position_id
    FROM phoenixes AS p JOIN workplaces AS w ON w.n = p.n JOIN workplaces AS v ON v.n = p.old_n,
        unnest(range(least(w.jobs, v.jobs))) AS places(k)
), firsts AS (
    SELECT c.*, min(s.job_id) AS job_id, min(s.first_spell_day) AS first_spell_day
    FROM continued AS c JOIN spells AS s USING (position_id)
    GROUP BY ALL
), along AS (
    SELECT f.job_id, o.job_id AS from_job,
        least(f.first_spell_day, greatest(f.first_day, o.last_spell_day + 1)) AS first_spell_day
    FROM firsts AS f JOIN spells AS o ON o.position_id = f.old_position_id AND o.ends_with_employer
    WHERE u('goes along', f.job_id) < f.share
), candidates AS (
    SELECT job_id, n, branch_number, is_young, last_spell_day // 30 AS left_in, first_spell_day // 30 - 1 AS came_from,
        bits('moves', job_id) AS r, turn > 0 AND slice(r, 0) < getvariable('moves_share') AS comes
    FROM spells
    WHERE NOT is_seasonal AND income_type = 15 AND n NOT IN (SELECT unnest([n, old_n]) FROM phoenixes)
), leavers AS (
    SELECT *, row_number() OVER (PARTITION BY branch_number, is_young, left_in ORDER BY r, job_id) AS place
    FROM candidates
    WHERE NOT comes AND left_in <= getvariable('window_days') // 30 AND slice(r, 1) < 1.5 * getvariable('moves_share')
), comers AS (
    SELECT *, row_number() OVER (PARTITION BY branch_number, is_young, came_from ORDER BY r, job_id) AS place
    FROM candidates WHERE comes
)
FROM along
UNION ALL
SELECT c.job_id, l.job_id, NULL
FROM comers AS c JOIN leavers AS l
    ON c.branch_number = l.branch_number AND c.is_young = l.is_young AND c.came_from = l.left_in AND c.place = l.place AND c.n <> l.n;
