-- The facts of the Wml, one row an employer, rule and status. Reads pay_lines, the parameter $holiday_floor
-- (percent, art. 16(2)) and the dates of the window.
WITH minimum_wage AS (
    SELECT
        employer_id,
        'minimum_wage' AS rule,
        status,
        min(period) AS period_from,
        max(period) AS period_to,
        count(DISTINCT worker_pid) AS workers,
        count(DISTINCT (worker_pid, period)) AS worker_months,
        CASE WHEN status = 'below' THEN sum(shortfall_cents) END AS amount_cents,
        CASE WHEN status = 'below' THEN to_json({
            'counted_cents': sum(counted_cents)::BIGINT,
            'due_cents': (sum(due_60ths) // 60)::BIGINT,
            'largest_shortfall_per_hour_cents': max(shortfall_per_hour_cents)
        }) ELSE to_json({
            'no_hours': count_if(why_not = 'no_hours')::BIGINT,
            'no_minimum': count_if(why_not = 'no_minimum')::BIGINT,
            'employment_type': count_if(why_not = 'employment_type')::BIGINT,
            'no_employment_type': count_if(why_not = 'no_employment_type')::BIGINT,
            'wage_parts': count_if(why_not = 'wage_parts')::BIGINT
        }) END AS detail
    FROM pay_lines
    WHERE status <> 'met'
    GROUP BY employer_id, status
),
-- The 108% rule speaks of June to May and of allowance paid. Twelve known periods always hold one June, so it is tested
-- on them, for those whose returns cover all of them, with what favours the employer: allowance paid and allowance
-- built up are both counted, and a wage below the minimum is taken at the minimum (that shortfall is the other rule's).
year_of_pay AS (
    SELECT
        employer_id,
        worker_pid,
        income_relationship,
        min(period) AS period_from,
        max(period) AS period_to,
        bit_count(bit_or(1 << datediff('month', $first_period, period))) AS months,
        count(*) AS returns,
        -- A bit for each week that a return covers: one that is missing leaves a hole, which no second one can hide.
        bit_count(bit_or(
            (2::BIGINT << ((to_day - $first_period) // 7)) - (1::BIGINT << ((from_day - $first_period) // 7))
        )) AS weeks_covered,
        (max(to_day) - $first_period) // 7 - (min(from_day) - $first_period) // 7 + 1 AS weeks,
        -- Whoever pays every four weeks may have begun one before the window, and then has a start within four weeks.
        min(from_day) < $first_period + 28
            AND max(to_day) >= last_day($last_period)
            AND weeks_covered = weeks AS complete,
        count_if(status = 'not_testable') AS untested,
        sum(due_60ths) AS due_60ths,
        greatest(sum(counted_cents) * 60, sum(due_60ths)) AS wage_60ths,
        sum(holiday_allowance_paid_cents + holiday_allowance_reserved_cents) * 60 AS allowance_60ths
    FROM pay_lines
    GROUP BY employer_id, worker_pid, income_relationship
),
year_tested AS (
    SELECT
        *,
        CASE
            WHEN NOT complete OR untested > 0 THEN 'not_testable'
            WHEN due_60ths * $holiday_floor - (wage_60ths + allowance_60ths) * 100 > 6000 * returns THEN 'below'
            ELSE 'met'
        END AS status
    FROM year_of_pay
),
holiday_allowance AS (
    SELECT
        employer_id,
        'holiday_allowance' AS rule,
        status,
        min(period_from) AS period_from,
        max(period_to) AS period_to,
        count(DISTINCT worker_pid) AS workers,
        sum(months) AS worker_months,
        CASE WHEN status = 'below'
            THEN sum((due_60ths * $holiday_floor - (wage_60ths + allowance_60ths) * 100) // 6000)
        END AS amount_cents,
        CASE WHEN status = 'below' THEN to_json({
            'allowance_cents': (sum(allowance_60ths) // 60)::BIGINT,
            'due_cents': (sum(due_60ths) // 60)::BIGINT
        }) ELSE to_json({
            'fewer_periods': count_if(NOT complete)::BIGINT,
            'untested_periods': count_if(complete)::BIGINT
        }) END AS detail
    FROM year_tested
    WHERE status <> 'met'
    GROUP BY employer_id, status
)
SELECT * FROM minimum_wage
UNION ALL
SELECT * FROM holiday_allowance
