-- From which employers that ended workers came straight to each employer asked for, in the last two years: how many,
-- how many of them within twelve months before or after the end, and whether a present officer of the employer was an
-- officer of the one that ended in the year up to its end.
WITH moves AS (
    SELECT
        move.to_employer_id AS employer_id,
        move.from_employer_id,
        ends.ended_on,
        sum(move.workers) AS workers,
        sum(
            CASE
                WHEN
                    abs(12 * extract(year FROM ends.ended_on) + extract(month FROM ends.ended_on) - move.month_no) <= 12
                    THEN move.workers
                ELSE 0
            END
        ) AS around_end
    FROM moved_workers AS move
    SEMI JOIN population ON population.employer_id = move.to_employer_id
    JOIN ownership_ends AS ends ON ends.employer_id = move.from_employer_id
    WHERE move.from_employer_id <> move.to_employer_id
    GROUP BY move.to_employer_id, move.from_employer_id, ends.ended_on
),
shared AS (
    SELECT DISTINCT moves.employer_id, moves.from_employer_id
    FROM moves
    JOIN ownership_past AS past ON past.employer_id = moves.from_employer_id
    JOIN ownership_officers AS officer
        ON officer.employer_id = moves.employer_id AND officer.officer_pid = past.officer_pid
    WHERE past.ended = 1 AND moves.around_end > 0
)
SELECT
    moves.employer_id,
    moves.from_employer_id,
    moves.ended_on,
    moves.workers,
    moves.around_end,
    shared.employer_id IS NOT NULL AS with_officer
FROM moves
LEFT JOIN shared ON shared.employer_id = moves.employer_id AND shared.from_employer_id = moves.from_employer_id
