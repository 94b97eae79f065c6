-- The minimum-wage test of every line of the payroll returns (Wml art. 6, 7 and 8); the same test as pay_check.py.
-- Reads wage_lines, minimum_wage (one row a period, age and scale) and employment_codes (code, kind).
WITH aged AS (
    SELECT
        *,
        wage_cents - holiday_allowance_paid_cents - irregular_wage_cents AS counted_cents,  -- art. 6(1)
        -- Only the month of birth is known: in the month of the birthday the younger age's lower minimum is used.
        (datediff('month', birth_month, period) - 1) // 12 AS age
    FROM wage_lines
),
matched AS (
    SELECT
        aged.*,
        minimum.cents AS minimum_cents,
        paid_minutes * minimum.cents AS due_60ths,  -- sixtieths of a cent, so that nothing is rounded
        CASE
            WHEN employment_type IS NULL THEN 'no_employment_type'
            WHEN code.kind = 'untested' THEN 'employment_type'
            WHEN paid_minutes <= 0 THEN 'no_hours'
            WHEN minimum.cents IS NULL THEN 'no_minimum'
            WHEN counted_cents < 0 THEN 'wage_parts'
        END AS why_not
    FROM aged
    LEFT JOIN employment_codes AS code ON code.code = aged.employment_type
    LEFT JOIN minimum_wage AS minimum
        ON minimum.period = aged.period
        AND minimum.age = least(aged.age, 21)
        AND minimum.bbl = coalesce(code.kind = 'bbl', false)
)
SELECT
    *,
    CASE
        WHEN why_not IS NOT NULL THEN 'not_testable'
        WHEN due_60ths - counted_cents * 60 > 60 THEN 'below'  -- one cent of rounding is never held against the employer
        ELSE 'met'
    END AS status,
    CASE WHEN status = 'below' THEN (due_60ths - counted_cents * 60) // 60 ELSE 0 END AS shortfall_cents,
    CASE WHEN status = 'below' THEN (due_60ths - counted_cents * 60) // paid_minutes ELSE 0 END AS shortfall_per_hour_cents
FROM matched
