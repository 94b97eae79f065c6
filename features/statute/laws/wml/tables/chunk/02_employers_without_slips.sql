-- The employers of whom no payslip is known: one row each, instead of one for each line of their returns. months has a bit
-- for each month of the window in which a worker has a line.
WITH by_worker AS (
    SELECT
        employer_id,
        worker_pid,
        min(period) AS period_from,
        max(period) AS period_to,
        bit_or(1 << datediff('month', $first_period, period)) AS months
    FROM pay_lines
    ANTI JOIN slip_lines USING (employer_id)
    GROUP BY employer_id, worker_pid
)
SELECT
    employer_id,
    min(period_from) AS period_from,
    max(period_to) AS period_to,
    count(*) AS workers,
    sum(bit_count(months))::BIGINT AS worker_months
FROM by_worker
GROUP BY employer_id
