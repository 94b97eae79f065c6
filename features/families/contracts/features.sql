-- Kinds of contract over the twelve periods of the window. Reads employer_months.
SELECT
    employer_id,
    sum(contracts_on_call) * 1.0e0 / nullif(sum(lines), 0) AS share_on_call,
    sum(contracts_fixed_term) * 1.0e0 / nullif(sum(lines), 0) AS share_fixed_term,
    sum(contracts_unwritten) * 1.0e0 / nullif(sum(lines), 0) AS share_not_written,
    sum(contracts_flexible) * 1.0e0 / nullif(sum(lines), 0) AS share_flexible,
    sum(contracts_on_call_many_hours) * 1.0e0 / nullif(sum(contracts_on_call), 0) AS on_call_many_hours,
    sum(contracts_on_call_no_hours) * 1.0e0 / nullif(sum(contracts_on_call), 0) AS on_call_no_hours,
    sum(contracts_no_cao) * 1.0e0 / nullif(sum(lines), 0) AS share_no_collective_agreement,
    sum(contracts_no_agreed_hours) * 1.0e0 / nullif(sum(lines) - sum(contracts_on_call), 0) AS share_no_agreed_hours,
    sum(contracts_flexible_low) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_flexible_near_minimum,
    sum(contracts_unwritten_low) * 1.0e0 / nullif(sum(wages_tested), 0) AS share_not_written_near_minimum,
    -- Changes are in percentage points: the last three months against the first three.
    100.0e0 * sum(contracts_on_call) FILTER (WHERE month_no > $last_month - 3)
        / nullif(sum(lines) FILTER (WHERE month_no > $last_month - 3), 0)
        - 100.0e0 * sum(contracts_on_call) FILTER (WHERE month_no < $first_month + 3)
        / nullif(sum(lines) FILTER (WHERE month_no < $first_month + 3), 0) AS on_call_change,
    100.0e0 * sum(contracts_fixed_term) FILTER (WHERE month_no > $last_month - 3)
        / nullif(sum(lines) FILTER (WHERE month_no > $last_month - 3), 0)
        - 100.0e0 * sum(contracts_fixed_term) FILTER (WHERE month_no < $first_month + 3)
        / nullif(sum(lines) FILTER (WHERE month_no < $first_month + 3), 0) AS fixed_term_change,
    CASE WHEN sum(workforce_start_known) > 0 THEN
        sum(contracts_within_period) * 1.0e0 / nullif(sum(lines), 0)
    END AS share_jobs_within_period,
    sum(contracts_four_weeks) * 1.0e0 / nullif(sum(lines), 0) AS share_four_week_returns
FROM employer_months
GROUP BY employer_id
