-- The lines of which more was kept in than Wml art. 13 allows, and those of which that cannot be told. Only the part of
-- the wage up to the minimum is protected: what is paid above it is free. From the protected part certified housing may be
-- kept in up to a percentage of the minimum that was due; health insurance up to a premium that is not held here, so that
-- it is never counted. Where the minimum lies between two amounts, or it is not known whether housing is certified, a line
-- is below only when too much was kept in whichever holds. An employer of whom no payslip is known has one row.
WITH kept_in AS (
    SELECT
        slip_lines.*,
        housing.number AS housing_percent,
        housing_deduction_cents * 60 AS housing_60ths,
        other_deduction_cents * 60 AS other_60ths,
        paid_minutes * high_cents * housing.number::BIGINT // 100 AS housing_most_60ths,
        paid_minutes * minimum_cents * housing.number::BIGINT // 100 AS housing_least_60ths,
        greatest(counted_cents * 60 - paid_minutes * minimum_cents, 0) AS room_most_60ths,
        greatest(counted_cents * 60 - paid_minutes * high_cents, 0) AS room_least_60ths
    FROM slip_lines
    JOIN parameter_values AS housing
        ON housing.parameter_id = 'wml.deductions'
        AND housing.name = 'housing_percent'
        AND from_day >= housing.valid_from
        AND from_day <= coalesce(housing.valid_to, from_day)
    WHERE paid_by IS NULL OR housing_deduction_cents + other_deduction_cents > 0
),
compared AS (
    SELECT
        kept_in.*,
        other_60ths - room_most_60ths
            + greatest(housing_60ths - CASE WHEN coalesce(housing_certified, true) THEN housing_most_60ths ELSE 0 END, 0)
            AS least_60ths,
        other_60ths - room_least_60ths
            + greatest(housing_60ths - CASE WHEN housing_certified THEN housing_least_60ths ELSE 0 END, 0)
            AS most_60ths
    FROM kept_in
),
tested AS (
    SELECT
        compared.*,
        CASE
            WHEN paid_by IS NULL THEN 'no_payslip'
            WHEN obstacle IS NOT NULL THEN obstacle
            WHEN least_60ths > 60 THEN NULL  -- one cent of rounding is never held against the employer
            WHEN housing_deduction_cents > 0 AND housing_certified IS NULL THEN 'certification'
            ELSE between_reason
        END AS stopped_by
    FROM compared
    WHERE paid_by IS NULL OR obstacle IS NOT NULL OR most_60ths > 60
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
    housing_percent,
    counted_cents,
    (due_60ths // 60)::BIGINT AS due_cents,
    housing_deduction_cents,
    housing_certified,
    other_deduction_cents,
    CASE WHEN stopped_by IS NULL THEN (least_60ths // 60)::BIGINT END AS excess_cents,
    stopped_by AS why_not,
    NULL::BIGINT AS workers,
    NULL::BIGINT AS worker_months
FROM tested
UNION ALL BY NAME
SELECT
    employer_id, 'not_testable' AS status, period_from, period_to, 'no_payslip' AS why_not, workers, worker_months
FROM employers_without_slips
