-- Ten ratios of every employer with a return in the window, in whole ten-thousandths; pay at most ten times the minimum.
-- Reads country_months (a row for each number, period and day of knowing: they are summed here) and employers_now.
WITH summed AS (
    SELECT
        employer_id,
        sum(lines) AS entries,
        sum(own_paid_minutes) AS minutes,
        sum(workforce_jobs) AS jobs,
        sum(workforce_starts) AS starts,
        sum(workforce_start_known) AS start_known,
        sum(workforce_under_21) AS under_21,
        sum(wages_tested) AS tested,
        sum(wages_below) AS below,
        sum(wages_to_105) AS to_105,
        sum(wages_counted_cents) AS counted_cents,
        sum(wages_due_60ths) AS due_60ths,
        sum(wages_cents) AS wage_cents,
        sum(hours_overtime_cents) AS overtime_cents,
        sum(wages_holiday_base_20ths) AS holiday_base_20ths,
        greatest(sum(wages_holiday_reserved_cents), sum(wages_holiday_paid_cents)) AS holiday_cents,
        sum(contracts_on_call) AS on_call,
        sum(contracts_fixed_term) AS fixed_term
    FROM country_months
    GROUP BY employer_id
    HAVING sum(lines) > 0
),
ratios AS (
    SELECT
        employer_id,
        below * 1.0e4 / nullif(tested, 0) AS below,
        (to_105 - below) * 1.0e4 / nullif(tested, 0) AS near_minimum,
        counted_cents * 60.0e4 / nullif(due_60ths, 0) AS pay,
        -- A hundred hours a month are the whole.
        minutes * 1.0e4 / nullif(jobs * 6000, 0) AS hours,
        overtime_cents * 1.0e4 / nullif(wage_cents, 0) AS overtime,
        on_call * 1.0e4 / nullif(entries, 0) AS on_call,
        fixed_term * 1.0e4 / nullif(entries, 0) AS fixed_term,
        CASE WHEN start_known > 0 THEN starts * 1.0e4 / nullif(jobs, 0) END AS starts,
        under_21 * 1.0e4 / nullif(entries, 0) AS youth,
        CASE WHEN holiday_base_20ths > 0 THEN
            greatest(0.0e0, 800.0e0 - holiday_cents * 20.0e4 / holiday_base_20ths)
        END AS holiday_gap
    FROM summed
)
SELECT
    employer_id,
    -- Of an unknown sector, size or region the unknown is a group like another.
    coalesce(employer.sector, '') AS sector,
    coalesce(employer.size_class, '') AS size_class,
    coalesce(employer.region, '') AS region,
    CAST(floor(below) AS BIGINT) AS below,
    CAST(floor(near_minimum) AS BIGINT) AS near_minimum,
    -- Of the others none can grow without bound.
    CAST(floor(CASE WHEN pay > 1.0e5 THEN 1.0e5 ELSE pay END) AS BIGINT) AS pay,
    CAST(floor(hours) AS BIGINT) AS hours,
    CAST(floor(overtime) AS BIGINT) AS overtime,
    CAST(floor(on_call) AS BIGINT) AS on_call,
    CAST(floor(fixed_term) AS BIGINT) AS fixed_term,
    CAST(floor(starts) AS BIGINT) AS starts,
    CAST(floor(youth) AS BIGINT) AS youth,
    CAST(floor(holiday_gap) AS BIGINT) AS holiday_gap
FROM ratios
JOIN employers_now AS employer USING (employer_id)
