-- Who declared wages of placed workers with a permit duty, and over which days. Reads duty_placed, numbers and
-- raw_wage_records, of which only the returns of these few workers.
WITH known_lines AS (
    SELECT loonheffingennummer, worker_pid, period, period_end, income_type
    FROM raw_wage_records
    SEMI JOIN duty_placed USING (worker_pid)
    WHERE known_at <= $as_of AND period BETWEEN $first_period AND last_day($last_period)
    QUALIFY row_number() OVER (
        PARTITION BY loonheffingennummer, worker_pid, income_relationship, period ORDER BY known_at DESC
    ) = 1
)
SELECT DISTINCT line.worker_pid, numbers.employer_id, line.period AS from_day, line.period_end AS to_day
FROM known_lines AS line
JOIN numbers
    ON numbers.loonheffingennummer = line.loonheffingennummer
    AND numbers.valid_from <= line.period_end
    AND (numbers.next_from IS NULL OR numbers.next_from > line.period_end)
    AND (numbers.valid_to IS NULL OR numbers.valid_to >= line.period)
WHERE line.income_type = 15
