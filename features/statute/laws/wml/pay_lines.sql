-- The minimum-wage test of every line of the wage returns (Wml art. 6, 7 and 8); the same test as pay_check.py.
-- Reads wage_lines, employment_codes (code, kind) and minimum_wage: a row for each month in which a period can start, age
-- and scale, and for periods that end in a later month (months_ahead), when the worker may be a year older.
-- A return has the hours of its whole period only. Pay is below the minimum when it is too little even if every hour was
-- worked on the day with the lowest minimum (cents), and met when it is enough at the highest (high_cents).
WITH aged AS (
    SELECT
        wage_lines.*,
        wage_cents - holiday_allowance_paid_cents - irregular_wage_cents AS counted_cents,  -- art. 6(1)
        -- Only the month of birth is known: in the month of the birthday the younger age's lower minimum is used.
        CAST(
            extract(year FROM period) - extract(year FROM birth_month)
            - CASE WHEN extract(month FROM period) <= extract(month FROM birth_month) THEN 1 ELSE 0 END
        AS INTEGER) AS age,
        CAST(
            extract(year FROM to_day) - extract(year FROM birth_month)
            - CASE WHEN extract(month FROM to_day) <= extract(month FROM birth_month) THEN 1 ELSE 0 END
        AS INTEGER) AS age_at_end,
        CAST(
            12 * (extract(year FROM to_day) - extract(year FROM period))
            + extract(month FROM to_day) - extract(month FROM period)
        AS INTEGER) AS months_ahead
    FROM wage_lines
),
matched AS (
    SELECT
        aged.*,
        minimum.cents AS minimum_cents,
        minimum.high_cents,
        minimum.between_reason,
        paid_minutes * minimum.cents AS due_60ths,  -- sixtieths of a cent, so that nothing is rounded
        -- One cent of rounding is never held against the employer.
        paid_minutes * minimum.cents - counted_cents * 60 > 60 AS is_below,
        paid_minutes * minimum.high_cents - counted_cents * 60 > 60 AS may_be_below,
        CASE
            WHEN employment_type IS NULL THEN 'no_employment_type'
            WHEN code.kind = 'untested' THEN 'employment_type'
            WHEN paid_minutes <= 0 THEN 'no_hours'
            WHEN minimum.cents IS NULL THEN 'no_minimum'
            WHEN counted_cents < 0 THEN 'wage_parts'
        END AS obstacle
    FROM aged
    LEFT JOIN employment_codes AS code ON code.code = aged.employment_type
    LEFT JOIN minimum_wage AS minimum
        ON minimum.period = aged.period
        AND minimum.age = least(aged.age, 22)
        AND minimum.bbl = coalesce(code.kind = 'bbl', false)
        AND minimum.months_ahead = aged.months_ahead
        AND minimum.older = aged.age_at_end - aged.age
),
tested AS (
    SELECT
        matched.*,
        CASE WHEN obstacle IS NULL AND may_be_below AND NOT is_below THEN between_reason ELSE obstacle END AS why_not,
        CASE
            WHEN obstacle IS NOT NULL THEN 'not_testable'
            WHEN is_below THEN 'below'
            WHEN may_be_below THEN 'not_testable'
            ELSE 'met'
        END AS status
    FROM matched
)
SELECT
    tested.*,
    CASE
        WHEN status = 'below' THEN CAST(floor((due_60ths - counted_cents * 60) / 60) AS BIGINT) ELSE 0
    END AS shortfall_cents,
    CASE
        WHEN status = 'below' THEN CAST(floor((due_60ths - counted_cents * 60) / paid_minutes) AS BIGINT) ELSE 0
    END AS shortfall_per_hour_cents
FROM tested
