-- Jobs: one worker in one position, from a month to a month. A position changes hands a number of times within the
-- window (geometric, with the employer's turnover as its mean); a seasonal position is filled anew each summer, by the
-- same worker or by another.
CREATE TABLE lasting AS
WITH moving AS (
    SELECT p.position_id, e.first_m, e.last_m,
        b.turnover * if(p.indefinite, 0.7, 1.3) * if(p.is_young, 1.2, 1)
            -- Weak traces: people leave where they are treated badly or work without a permit.
            * (1 + logistic(c.wav_odds + 1.5) + 0.8 * logistic(c.wml_odds)) * 0.75
            * exp(0.45 * normal('turnover', e.n)) AS changes_a_year,
        changes_a_year * getvariable('months') / 12 AS expected
    FROM paid_positions AS p JOIN employers AS e USING (n) JOIN branches AS b USING (branch) JOIN causes AS c USING (n)
    WHERE NOT p.is_seasonal
), changes AS (
    SELECT *, list_sort(list_transform(
            range(1, 1 + least(20, floor(ln(u('changes', position_id)) / ln(expected / (1 + expected)))::INTEGER)),
            lambda k: getvariable('first_m') + u2('change', position_id, k) * getvariable('months'))) AS moments,
        getvariable('first_m') + ln(u('tenure', position_id)) * 12 / (0.1 + changes_a_year) AS since
    FROM moving
), spells AS (
    SELECT *, unnest(range(0, len(moments) + 1)) AS turn FROM changes
), timed AS (
    SELECT position_id, turn, first_m, last_m,
        -- At a new employer the first workers start within its first months.
        greatest(if(turn = 0, since, moments[turn] + 1.2 * u2('vacant', position_id, turn)),
            if(first_m >= getvariable('first_m'), first_m + 2.5 * u2('opening', position_id, turn), 0)) AS starts,
        least(coalesce(moments[turn + 1], 99999), last_m + 0.99) AS ends
    FROM spells
)
SELECT position_id, turn::INTEGER AS turn, position_id * 64 + turn AS job_id, position_id * 64 + turn AS worker,
    1 AS income_relationship, floor(starts)::INTEGER AS start_m, floor(ends)::INTEGER AS end_m,
    1 - starts % 1 AS start_share, if(ends > 99990, 1, ends % 1) AS end_share
FROM timed WHERE starts < ends AND floor(ends) >= getvariable('first_m') AND floor(starts) <= getvariable('last_m');

CREATE TABLE summers AS
SELECT p.position_id, summer::INTEGER AS turn, p.position_id * 64 + summer AS job_id,
    if(u('returns', p.position_id) < 0.4, p.position_id * 64, p.position_id * 64 + summer) AS worker,
    if(u('returns', p.position_id) < 0.4, summer, 1)::INTEGER AS income_relationship,
    greatest(e.first_m, (getvariable('first_m') // 12 + summer - 1) * 12 + 3
        + floor(3 * u('summer from', p.position_id)))::INTEGER AS start_m,
    least(e.last_m, (getvariable('first_m') // 12 + summer - 1) * 12 + 7
        + floor(3 * u('summer to', p.position_id)))::INTEGER AS end_m,
    u2('summer start', p.position_id, summer) AS start_share, u2('summer end', p.position_id, summer) AS end_share
FROM paid_positions AS p JOIN employers AS e USING (n),
    range(1, 2 + getvariable('last_m') // 12 - getvariable('first_m') // 12) AS summers(summer)
WHERE p.is_seasonal;

-- Birth follows from the worker: aged for the position when the work (or the window) begins.
CREATE TABLE jobs AS
WITH spells AS (
    FROM lasting UNION ALL
    FROM summers WHERE start_m <= end_m AND end_m >= getvariable('first_m') AND start_m <= getvariable('last_m')
), aged AS (
    SELECT s.*, p.* EXCLUDE (position_id), bits('age', s.worker) AS r,
        greatest(if(s.worker = s.job_id, s.start_m, getvariable('first_m')), getvariable('first_m')) AS aged_m,
        CASE WHEN p.is_young THEN 15.2 + 5.8 * slice(r, 0) ** 0.8
            WHEN slice(r, 0) < 0.13 THEN 21 + 4 * slice(r, 1)
            ELSE 25 + 41 * slice(r, 1) ** 1.15 END AS age
    FROM spells AS s JOIN paid_positions AS p USING (position_id)
)
SELECT job_id, n, lower(printf('%016x', bits('worker', worker) >> 1)) AS worker_pid, income_relationship,
    (aged_m - floor(age * 12))::INTEGER AS birth_m, start_m, end_m, start_share, end_share, week_quarters, is_on_call,
    indefinite, multiple, affected_draw, written_draw
FROM aged
ORDER BY job_id;
DROP TABLE lasting;
DROP TABLE summers;
DROP TABLE paid_positions;
