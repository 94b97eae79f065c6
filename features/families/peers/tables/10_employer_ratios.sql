-- Ten ratios of every employer with a return in the window, in whole ten-thousandths; pay at most ten times the minimum.
-- Reads year_sums and employers_now.
WITH ratios AS (
    SELECT
        employer_id,
        wages_below * 1.0e4 / nullif(wages_tested, 0) AS below,
        (wages_to_105 - wages_below) * 1.0e4 / nullif(wages_tested, 0) AS near_minimum,
        wages_counted_cents * 60.0e4 / nullif(wages_due_60ths, 0) AS pay,
        -- A hundred hours a month are the whole.
        own_paid_minutes * 1.0e4 / nullif(workforce_jobs * 6000, 0) AS hours,
        hours_overtime_cents * 1.0e4 / nullif(wages_cents, 0) AS overtime,
        contracts_on_call * 1.0e4 / nullif(lines, 0) AS on_call,
        contracts_fixed_term * 1.0e4 / nullif(lines, 0) AS fixed_term,
        CASE WHEN workforce_start_known > 0 THEN workforce_starts * 1.0e4 / nullif(workforce_jobs, 0) END AS starts,
        workforce_under_21 * 1.0e4 / nullif(lines, 0) AS youth,
        CASE WHEN wages_holiday_base_20ths > 0 THEN greatest(
            0.0e0,
            800.0e0 - greatest(wages_holiday_reserved_cents, wages_holiday_paid_cents) * 20.0e4
                / wages_holiday_base_20ths
        ) END AS holiday_gap
    FROM year_sums
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
