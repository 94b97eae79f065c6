-- The lines whose pay was handed over in cash (Wml art. 7a), and those of which that cannot be told. An employer of whom
-- no payslip is known has one row for all of its lines.
WITH tested AS (
    SELECT
        slip_lines.*,
        CASE
            WHEN paid_by IS NULL THEN 'no_payslip'
            WHEN obstacle IN ('no_employment_type', 'employment_type', 'no_hours') THEN obstacle
            WHEN age < 15 THEN 'no_minimum'
            -- Enough for the minimum may have gone by bank, and only the rest in cash.
            WHEN paid_by = 'mixed' THEN 'mixed'
        END AS stopped_by
    FROM slip_lines
    WHERE paid_by IS DISTINCT FROM 'bank'
)
SELECT
    employer_id,
    CASE WHEN stopped_by IS NULL THEN 'below' ELSE 'not_testable' END AS status,
    period AS period_from,
    period AS period_to,
    worker_pid,
    income_relationship,
    from_day,
    to_day,
    paid_by,
    net_paid_cents,
    stopped_by AS why_not,
    NULL::BIGINT AS workers,
    NULL::BIGINT AS worker_months
FROM tested
-- Before the duty there was nothing to hold pay in cash against.
WHERE from_day >= (SELECT min(valid_from) FROM parameter_values WHERE parameter_id = 'wml.bank_payment')
UNION ALL BY NAME
SELECT
    employer_id, 'not_testable' AS status, period_from, period_to, 'no_payslip' AS why_not, workers, worker_months
FROM employers_without_slips
