-- Who belonged to the chain in which a worker with a permit duty was lent, and on which days: lender and hirer of every
-- placement of those days, and who paid the worker when none of them did (a payroll company, say). Two placements of
-- one worker on one day count as one chain, which favours the employer. Reads duty_placed and duty_payers.
WITH sides AS (
    SELECT worker_pid, lender_id AS employer_id, first_day AS from_day, last_day AS to_day FROM duty_placed
    UNION
    SELECT worker_pid, hirer_id, first_day, last_day FROM duty_placed
),
-- A placement on a day on which one of the chain's own parties paid the worker needs no other payer.
paid_within AS (
    SELECT DISTINCT placed.worker_pid, placed.period
    FROM duty_placed AS placed
    JOIN sides ON sides.worker_pid = placed.worker_pid
        AND sides.from_day <= last_day(placed.period) AND sides.to_day >= placed.period
    JOIN duty_payers AS payer
        ON payer.worker_pid = sides.worker_pid
        AND payer.employer_id = sides.employer_id
        AND payer.from_day <= last_day(placed.period)
        AND payer.to_day >= placed.period
),
other_payers AS (
    SELECT DISTINCT payer.worker_pid, payer.employer_id, payer.from_day, payer.to_day
    FROM duty_payers AS payer
    JOIN duty_placed AS placed
        ON placed.worker_pid = payer.worker_pid
        AND placed.first_day <= payer.to_day
        AND placed.last_day >= payer.from_day
    ANTI JOIN paid_within ON paid_within.worker_pid = placed.worker_pid AND paid_within.period = placed.period
)
SELECT * FROM sides
UNION
SELECT * FROM other_payers
