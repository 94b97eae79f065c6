-- Declared pay against the statutory minimum over the twelve periods of the window. Reads employer_months.
SELECT
    employer_id,
    sum(wages_below) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_below_minimum,
    sum(wages_short_cents) * 60.0e0 / nullif(sum(wages_due_60ths), 0) AS shortfall_share,
    sum(wages_counted_cents) * 60.0e0 / nullif(sum(wages_due_60ths), 0) AS mean_pay_ratio,
    (sum(wages_to_100) - sum(wages_below)) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_at_minimum,
    (sum(wages_to_105) - sum(wages_below)) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_near_minimum,
    sum(wages_to_110) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_up_to_110,
    sum(wages_to_115) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_up_to_115,
    sum(wages_to_130) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_up_to_130,
    sum(wages_to_150) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_up_to_150,
    -- Of two worker-months drawn at random, one is at most 110% and the other above 200%.
    2.0e0 * (sum(wages_to_110) * 1.0e0 / nullif(sum(wages_tested), 0))
        * (1.0e0 - sum(wages_to_200) * 1.0e0 / nullif(sum(wages_tested), 0)) AS pay_contrast,
    count_if(wages_below > 0) * 1.0e0 / nullif(count_if(wages_tested > 0), 0) AS share_months_below,
    max(wages_below * 1.0e0 / nullif(wages_tested, 0)) AS worst_month_below,
    sum(wages_short_cents) * 0.01e0 / nullif(sum(wages_tested), 0) AS shortfall_per_worker_month,
    sum(wages_short_cents) * 0.01e0 / nullif(sum(wages_below), 0) AS shortfall_when_below,
    sum(wages_youth_below) * 1.0e0 / nullif(sum(wages_youth_tested), 0) AS youth_share_below,
    -- Changes are in percentage points.
    100.0e0 * sum(wages_below) FILTER (WHERE month_no > $last_month - 3)
        / nullif(sum(wages_tested) FILTER (WHERE month_no > $last_month - 3), 0)
        - 100.0e0 * sum(wages_below) FILTER (WHERE month_no < $first_month + 3)
        / nullif(sum(wages_tested) FILTER (WHERE month_no < $first_month + 3), 0) AS below_change,
    100.0e0 * (sum(wages_counted_cents) FILTER (WHERE month_no > $last_month - 3) * 60.0e0
        / nullif(sum(wages_due_60ths) FILTER (WHERE month_no > $last_month - 3), 0)
        - sum(wages_counted_cents) FILTER (WHERE month_no < $first_month + 3) * 60.0e0
        / nullif(sum(wages_due_60ths) FILTER (WHERE month_no < $first_month + 3), 0)) AS pay_ratio_change,
    -- The minimum rises in January and July: those months against the months before them, both within the window.
    100.0e0 * sum(wages_below) FILTER (WHERE month_no % 6 = 1 AND month_no > $first_month)
        / nullif(sum(wages_tested) FILTER (WHERE month_no % 6 = 1 AND month_no > $first_month), 0)
        - 100.0e0 * sum(wages_below) FILTER (WHERE month_no % 6 = 0 AND month_no < $last_month)
        / nullif(sum(wages_tested) FILTER (WHERE month_no % 6 = 0 AND month_no < $last_month), 0)
        AS below_after_raise,
    sum(wages_round) * 1.0e0 / nullif(sum(wages_paid), 0) AS share_round_pay,
    sum(wages_irregular_cents) * 1.0e0 / nullif(sum(wages_cents), 0) AS irregular_wage_share,
    CASE WHEN sum(wages_holiday_base_20ths) > 0 THEN greatest(
        0.0e0,
        0.08e0 - greatest(sum(wages_holiday_reserved_cents), sum(wages_holiday_paid_cents)) * 20.0e0
            / sum(wages_holiday_base_20ths)
    ) END AS holiday_reserve_gap,
    sum(wages_no_holiday) * 1.0e0 / nullif(sum(wages_paid), 0) AS share_without_holiday_allowance,
    (sum(lines) - sum(wages_tested)) * 1.0e0 / nullif(sum(lines), 0) AS share_untested,
    sum(wages_untested_type) * 1.0e0 / nullif(sum(lines), 0) AS share_untested_type
FROM employer_months
GROUP BY employer_id
