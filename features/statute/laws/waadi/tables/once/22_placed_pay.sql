-- What each worker who was lent earned in a month, and who paid: one row a worker and month, of the
-- payer that lent the worker if there is one, and of those the best paid hour, which favours lender and hirer.
-- Apprentices and trainees are left out: their pay cannot be compared. Reads placed, numbers, employment_codes and
-- raw_wage_records.
WITH known_lines AS (
    SELECT loonheffingennummer, worker_pid, period, period_end, birth_month, income_type, employment_type, wage_cents,
        holiday_allowance_paid_cents, irregular_wage_cents, paid_minutes
    FROM raw_wage_records
    SEMI JOIN placed USING (worker_pid)
    WHERE known_at <= $as_of AND period BETWEEN $first_period AND last_day($last_period)
    QUALIFY row_number() OVER (
        PARTITION BY loonheffingennummer, worker_pid, income_relationship, period ORDER BY known_at DESC
    ) = 1
),
paid AS (
    SELECT
        line.worker_pid,
        CAST(date_trunc('month', line.period) AS DATE) AS period,
        numbers.employer_id AS payer_id,
        -- Only the month of birth is known: in the month of the birthday still the younger age.
        min((date_diff('month', line.birth_month, date_trunc('month', line.period)) - 1) // 12) AS age,
        CAST(sum(
            line.wage_cents - line.holiday_allowance_paid_cents - line.irregular_wage_cents
        ) AS BIGINT) AS counted_cents,
        CAST(sum(line.paid_minutes) AS BIGINT) AS paid_minutes
    FROM known_lines AS line
    JOIN numbers
        ON numbers.loonheffingennummer = line.loonheffingennummer
        AND numbers.valid_from <= line.period_end
        AND (numbers.next_from IS NULL OR numbers.next_from > line.period_end)
        AND (numbers.valid_to IS NULL OR numbers.valid_to >= line.period)
    ANTI JOIN employment_codes AS code ON code.code = line.employment_type
    WHERE line.income_type = 15 AND line.employment_type IS NOT NULL
    GROUP BY line.worker_pid, date_trunc('month', line.period), numbers.employer_id
    HAVING sum(line.paid_minutes) > 0
)
SELECT paid.*, lends.lender_id IS NOT NULL AS payer_lends
FROM paid
SEMI JOIN placed ON placed.worker_pid = paid.worker_pid AND placed.period = paid.period
LEFT JOIN (SELECT DISTINCT worker_pid, period, lender_id FROM placed) AS lends
    ON lends.worker_pid = paid.worker_pid AND lends.period = paid.period AND lends.lender_id = paid.payer_id
QUALIFY row_number() OVER (
    PARTITION BY paid.worker_pid, paid.period
    ORDER BY lends.lender_id IS NOT NULL DESC, paid.counted_cents / paid.paid_minutes DESC, paid.payer_id
) = 1
