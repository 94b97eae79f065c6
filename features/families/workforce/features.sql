-- Who works there and on what contracts, over the twelve periods of the window. Reads pay_lines (for the age).
WITH per_worker AS (
    SELECT
        employer_id,
        worker_pid,
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
    GROUP BY employer_id, worker_pid
)
SELECT
    employer_id,
    sum(lines) / (datediff('month', min(first_seen), max(last_seen)) + 1) AS workers,
    sum(youth_lines) / sum(lines) AS share_youth_scale,
    sum(on_call_lines) / sum(lines) AS share_on_call,
    sum(fixed_term_lines) / sum(lines) AS share_fixed_term,
    count_if(first_seen > $last_period - INTERVAL 3 MONTH)
        / nullif(count_if(last_seen > $last_period - INTERVAL 3 MONTH), 0) AS share_new_workers,
    sum(paid_minutes) / 60 / sum(lines) AS hours_per_worker,
    sum(overtime_cents) / nullif(sum(wage_cents), 0) AS overtime_share
FROM per_worker
GROUP BY employer_id
