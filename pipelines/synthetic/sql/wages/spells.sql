-- Spells: one worker in one position, from a day to a day. A position changes hands a number of times within the window
-- (geometric, with the employer's turnover as its mean); a seasonal position is filled anew each summer, by the same
-- worker or by another. A spell that goes on has the last day 99999.
CREATE TABLE spells AS
WITH paid AS MATERIALIZED (
    SELECT p.* EXCLUDE (score), w.branch_number, w.first_day, w.last_day, w.anonymous_share,
        w.turnover * if(p.indefinite, 0.7, 1.3) * if(p.is_young, 1.2, 1) AS changes_a_year,
        from_multiple + if(is_tail, floor(6200 * (-ln(greatest(base + slope * rank_draw, 1e-9))) ** 1.15),
            ceil(base + slope * rank_draw))::INTEGER AS multiple
    FROM (SELECT *, u('rank', position_id) AS rank_draw FROM positions) AS p
    JOIN pay_pieces AS r ON p.score = r.score AND p.rank_draw >= r.from_draw AND p.rank_draw < r.to_draw
    JOIN workplaces AS w USING (n)
), changing AS (
    SELECT *, changes_a_year * getvariable('months') / 12 AS expected,
        if(is_seasonal, 0, least(30, floor(ln(u('changes', position_id)) / ln(expected / (1 + expected)))))::INTEGER
            AS changes,
        if(changes = 0, NULL, list_sort(list_transform(range(changes), lambda k:
            floor(u2('change', position_id, k) * (getvariable('window_days') + 1))::INTEGER))) AS change_days
    FROM paid
), turned AS (
    SELECT * EXCLUDE (expected, changes),
        unnest(if(is_seasonal, range(1, 1 + getvariable('summers')), range(changes + 1)))::INTEGER AS turn
    FROM changing
), timed AS (
    SELECT * EXCLUDE (changes_a_year, change_days),
        CASE WHEN is_seasonal THEN getvariable('april_days')[turn] + floor(61 * u('summer from', position_id)
                + 30 * u2('summer start', position_id, turn))::INTEGER
            WHEN turn = 0 THEN floor(ln(u('tenure', position_id)) * 365 / (0.1 + changes_a_year))::INTEGER
            ELSE change_days[turn] + 1 + floor(36 * u2('vacant', position_id, turn))::INTEGER END AS starts,
        CASE WHEN is_seasonal THEN getvariable('april_days')[turn] + 122 + floor(61 * u('summer to', position_id)
                + 30 * u2('summer end', position_id, turn))::INTEGER
            ELSE coalesce(change_days[turn + 1], 99999) END AS ends
    FROM turned
), born AS (
    -- Aged for the position when the work (or the window) begins.
    SELECT *, position_id * 32 + turn AS job_id,
        if(is_seasonal AND u('returns', position_id) < 0.4, position_id * 32, job_id) AS worker,
        bits('age', worker) AS r,
        greatest(if(worker = job_id, starts, 0), 0) - floor(365.25e0 * if(is_young, 15.2 + 5.8 * slice(r, 0) ** 0.8,
            if(slice(r, 0) < 0.13, 21 + 4 * slice(r, 1), 25 + 41 * slice(r, 1) ** 1.15)))::INTEGER AS birth_day
    FROM timed
), bounded AS (
    -- At a new employer the first workers start within its first months; nobody starts before 15 and a sixth.
    SELECT *, greatest(starts, birth_day + 5540, first_day
            + if(first_day >= 0, floor(75 * u2('opening', position_id, turn))::INTEGER, 0)) AS first_spell_day,
        least(ends, last_day) AS last_spell_day
    FROM born
)
SELECT job_id, n, position_id, turn, worker, branch_number, is_young, is_seasonal, first_spell_day, last_spell_day, birth_day,
    last_spell_day = last_day AS ends_with_employer, income_type, week_quarters, multiple, is_on_call, indefinite,
    is_written, affected_draw, affected_draw * 7 % 1 < anonymous_share AS is_anonymous
FROM bounded
WHERE first_spell_day <= last_spell_day AND last_spell_day >= 0 AND first_spell_day <= getvariable('window_days');
DROP TABLE positions;
DROP TABLE pay_pieces;
