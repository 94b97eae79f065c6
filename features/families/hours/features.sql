-- Paid hours over the twelve periods of the window. Reads employer_months; line_days are the days of all lines.
WITH monthly AS (
    SELECT employer_months.*, own_paid_minutes * 1.0e0 / nullif(line_days, 0) AS minutes_a_day
    FROM employer_months
)
SELECT
    employer_id,
    sum(own_paid_minutes) / 60.0e0 / nullif(sum(workforce_jobs), 0) AS hours_per_worker,
    sum(hours_overtime_cents) * 1.0e0 / nullif(sum(wages_cents), 0) AS overtime_share,
    sum(hours_agreed_paid_minutes) * 7.0e0 / nullif(sum(hours_agreed_7ths), 0) AS paid_to_agreed_hours,
    sum(hours_under_agreed) * 1.0e0 / nullif(sum(hours_agreed), 0) AS share_under_agreed_hours,
    sum(hours_over_agreed) * 1.0e0 / nullif(sum(hours_agreed), 0) AS share_over_agreed_hours,
    sum(hours_none) * 1.0e0 / nullif(sum(lines), 0) AS share_zero_hours,
    sum(hours_round_40) * 1.0e0 / nullif(sum(lines) - sum(hours_none), 0) AS share_round_40_hours,
    sum(hours_round_8) * 1.0e0 / nullif(sum(lines) - sum(hours_none), 0) AS share_round_8_hours,
    sum(hours_over_60) * 1.0e0 / nullif(sum(lines), 0) AS share_over_60_hours,
    sum(hours_under_12) * 1.0e0 / nullif(sum(lines) - sum(hours_none), 0) AS share_small_jobs,
    sum(hours_from_35) * 1.0e0 / nullif(sum(lines), 0) AS share_full_time,
    -- A day of a job is compared, so that a month in which two returns of four weeks start is no peak.
    CASE WHEN count(*) > 1 THEN
        max(minutes_a_day) / nullif(sum(own_paid_minutes) * 1.0e0 / nullif(sum(line_days), 0), 0)
    END AS hours_peak,
    sum(hours_overtime) * 1.0e0 / nullif(sum(lines), 0) AS share_with_overtime,
    sum(hours_overtime_low) * 1.0e0 / nullif(sum(hours_overtime_tested), 0) AS overtime_at_minimum
FROM monthly
GROUP BY employer_id
