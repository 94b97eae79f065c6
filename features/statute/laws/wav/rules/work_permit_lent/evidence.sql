-- The other links of the chain (Wav art. 1(1)(b): whoever has another perform work is an employer): hirers, and lenders
-- that do not pay the worker, of workers who may only work with a permit while no permit covers any of the days. One
-- row a worker, link and month. Where a link has hours and no placement says who worked, nobody can tell: not_testable.
-- Whoever pays the worker is in the rule work_permit. Reads duty_placed, duty_payers, duty_spells, permit_reach, links,
-- placed, chunk.
WITH sides AS (
    SELECT worker_pid, period, first_day, last_day, hirer_id AS employer_id, 'hirer' AS side, lender_id AS party_id
    FROM duty_placed
    UNION ALL
    SELECT worker_pid, period, first_day, last_day, lender_id, 'lender', hirer_id
    FROM duty_placed
),
uncovered AS (
    SELECT sides.*
    FROM sides
    SEMI JOIN chunk ON chunk.employer_id = sides.employer_id
    SEMI JOIN duty_spells AS duty
        ON duty.worker_pid = sides.worker_pid AND duty.from_day <= sides.first_day AND duty.to_day >= sides.last_day
    ANTI JOIN duty_payers AS payer
        ON payer.worker_pid = sides.worker_pid
        AND payer.employer_id = sides.employer_id
        AND payer.from_day <= last_day(sides.period)
        AND payer.to_day >= sides.period
    ANTI JOIN permit_reach AS permit
        ON permit.worker_pid = sides.worker_pid
        AND coalesce(permit.employer_id, sides.employer_id) = sides.employer_id
        AND permit.from_day <= sides.last_day
        AND permit.to_day >= sides.first_day
),
unseen AS (
    SELECT links.hirer_id AS employer_id, links.lender_id AS party_id, links.period, links.workers, links.hired_minutes
    FROM links
    SEMI JOIN chunk ON chunk.employer_id = links.hirer_id
    ANTI JOIN placed
        ON placed.lender_id = links.lender_id AND placed.hirer_id = links.hirer_id AND placed.period = links.period
)
SELECT
    employer_id,
    'below' AS status,
    period AS period_from,
    period AS period_to,
    side,
    party_id,
    worker_pid,
    first_day,
    last_day,
    CAST(1 AS BIGINT) AS workers,
    CAST(NULL AS BIGINT) AS hired_minutes
FROM uncovered
UNION ALL
SELECT employer_id, 'not_testable', period, period, 'hirer', party_id, NULL, NULL, NULL, workers, hired_minutes
FROM unseen
