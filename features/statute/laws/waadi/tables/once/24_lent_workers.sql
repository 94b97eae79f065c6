-- Each lent worker at the hirer where the work is done, one row a worker, month and hirer, with the pay if it is known.
-- A party that lends the worker on in that month is no such hirer (art. 8 compares with where the posting takes place).
-- Reads placed and placed_pay.
WITH hirers AS (
    SELECT DISTINCT placed.worker_pid, placed.period, placed.hirer_id
    FROM placed
    ANTI JOIN placed AS lent_on
        ON lent_on.worker_pid = placed.worker_pid
        AND lent_on.period = placed.period
        AND lent_on.lender_id = placed.hirer_id
)
SELECT
    hirers.worker_pid,
    hirers.period,
    hirers.hirer_id,
    count(*) OVER (PARTITION BY hirers.worker_pid, hirers.period) AS hirers,
    pay.payer_id,
    pay.payer_lends,
    pay.age,
    pay.counted_cents,
    pay.paid_minutes
FROM hirers
LEFT JOIN placed_pay AS pay USING (worker_pid, period)
