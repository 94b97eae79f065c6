-- Who started at a number in this month and worked for another one in the month before: how many workers went from
-- which number to which, by the day on which both returns were known. The first report of each counts; a later
-- correction of it does not undo the move.
WITH starters AS (
    SELECT loonheffingennummer, worker_pid, min(known_at) AS known_at
    FROM {relation}
    WHERE income_type = 15 AND started_on >= $month
    GROUP BY loonheffingennummer, worker_pid
),
before AS (
    SELECT line.loonheffingennummer, line.worker_pid, min(line.known_at) AS known_at
    FROM {month_before} AS line
    SEMI JOIN starters ON starters.worker_pid = line.worker_pid
    WHERE line.income_type = 15
    GROUP BY line.loonheffingennummer, line.worker_pid
),
pairs AS (
    SELECT
        before.loonheffingennummer AS from_number,
        starters.loonheffingennummer AS to_number,
        greatest(before.known_at, starters.known_at) AS known_at
    FROM starters
    JOIN before ON before.worker_pid = starters.worker_pid
    WHERE before.loonheffingennummer <> starters.loonheffingennummer
)
SELECT from_number, to_number, $month AS period, known_at, count(*) AS workers
FROM pairs
GROUP BY from_number, to_number, known_at
