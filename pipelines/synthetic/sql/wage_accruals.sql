-- Holiday allowance of this month that is kept for May or for the last month of work; jobs that end next month, or all
-- of them when next month is May, get theirs added up.
INSERT INTO accruals
SELECT job_id, reserved_cents FROM wage_month WHERE NOT holiday_monthly AND holiday_cents = 0 ORDER BY job_id;

CREATE OR REPLACE TABLE accrued AS
SELECT job_id, sum(reserved_cents)::BIGINT AS reserved_cents
FROM accruals
WHERE (getvariable('m') + 1) % 12 = 4
    OR job_id IN (SELECT job_id FROM jobs WHERE end_m = getvariable('m') + 1)
GROUP BY job_id;
