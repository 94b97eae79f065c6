-- Who works there and on what contracts, over the twelve periods of the window. Reads pay_lines (for the age).
WITH per_relationship AS (
    SELECT
        employer_id,
        worker_pid,
        -- A month is one worker-month, also when two returns of four weeks start in it.
        bit_count(bit_or(1 << datediff('month', $first_period, period))) AS worker_months,
        count(*) AS lines,
        min(period) AS first_seen,
        max(period) AS last_seen,
        count_if(age < 21) AS youth_lines,
        count_if(contract_on_call) AS on_call_lines,
        count_if(NOT contract_indefinite) AS fixed_term_lines,
        sum(paid_minutes) AS paid_minutes,
        sum(overtime_wage_cents) AS overtime_cents,
        sum(wage_cents) AS wage_cents
    FROM pay_lines
    GROUP BY employer_id, worker_pid, income_relationship
),
per_worker AS (
    SELECT
        employer_id,
        worker_pid,
        sum(worker_months) AS worker_months,
        sum(lines) AS lines,
        min(first_seen) AS first_seen,
        max(last_seen) AS last_seen,
        sum(youth_lines) AS youth_lines,
        sum(on_call_lines) AS on_call_lines,
        sum(fixed_term_lines) AS fixed_term_lines,
        sum(paid_minutes) AS paid_minutes,
        sum(overtime_cents) AS overtime_cents,
        sum(wage_cents) AS wage_cents
    FROM per_relationship
    GROUP BY employer_id, worker_pid
)
SELECT
    employer_id,
    sum(worker_months) / (datediff('month', min(first_seen), max(last_seen)) + 1) AS workers,
    sum(youth_lines) / sum(lines) AS share_youth_scale,
    sum(on_call_lines) / sum(lines) AS share_on_call,
    sum(fixed_term_lines) / sum(lines) AS share_fixed_term,
    count_if(first_seen > $last_period - INTERVAL 3 MONTH)
        / nullif(count_if(last_seen > $last_period - INTERVAL 3 MONTH), 0) AS share_new_workers,
    sum(paid_minutes) / 60 / sum(worker_months) AS hours_per_worker,
    sum(overtime_cents) / nullif(sum(wage_cents), 0) AS overtime_share
FROM per_worker
GROUP BY employer_id
