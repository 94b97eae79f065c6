-- The jobs whose pay with holiday allowance over the year stays below the floor of Wml art. 16(2), or cannot be tested.
-- The rule speaks of June to May and of allowance paid. Twelve known periods always hold one June, so it is tested on
-- them, for those whose returns cover all of them, with what favours the employer: allowance paid and allowance built up
-- both count, and a wage below the minimum is taken at the minimum (that shortfall is the other rule's). The 8% of the
-- wage itself (art. 15) is not tested: a collective agreement may deviate from it, but not from this floor.
WITH allowance_floor AS (
    SELECT number::BIGINT AS percent
    FROM parameter_values
    WHERE parameter_id = 'wml.holiday_allowance'
        AND name = 'floor'
        AND $last_period >= valid_from
        AND $last_period <= coalesce(valid_to, $last_period)
),
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
        -- Where the minimum lies between two amounts (minimum_changes, working_week) the lower one is due.
        count_if(obstacle IS NOT NULL) AS untested,
        sum(due_60ths) AS due_60ths,
        greatest(sum(counted_cents) * 60, sum(due_60ths)) AS wage_60ths,
        sum(holiday_allowance_paid_cents + holiday_allowance_reserved_cents) AS allowance_cents
    FROM pay_lines
    GROUP BY employer_id, worker_pid, income_relationship
),
tested AS (
    SELECT
        year_of_pay.*,
        due_60ths * percent - (wage_60ths + allowance_cents * 60) * 100 AS short_6000ths,
        CASE
            WHEN NOT complete THEN 'fewer_periods'
            WHEN untested > 0 THEN 'untested_periods'
        END AS why_not
    FROM year_of_pay
    CROSS JOIN allowance_floor
)
SELECT
    employer_id,
    CASE WHEN why_not IS NULL THEN 'below' ELSE 'not_testable' END AS status,
    period_from,
    period_to,
    worker_pid,
    income_relationship,
    months,
    (due_60ths // 60)::BIGINT AS due_cents,
    (wage_60ths // 60)::BIGINT AS wage_cents,
    allowance_cents::BIGINT AS allowance_cents,
    CASE WHEN why_not IS NULL THEN (short_6000ths // 6000)::BIGINT END AS shortfall_cents,
    why_not
FROM tested
-- One cent of rounding in each return is never held against the employer.
WHERE why_not IS NOT NULL OR short_6000ths > 6000 * returns
