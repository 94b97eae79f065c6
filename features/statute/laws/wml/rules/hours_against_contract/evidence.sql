-- The lines whose pay is enough for the hours that were paid but not for the hours of the contract. Nothing is below:
-- unpaid leave is a lawful reason for fewer hours. Left out are on-call contracts, jobs that began or ended within the
-- period, and pay that is itself below the minimum or not testable, which the rule minimum_wage tells of.
WITH full_jobs AS (
    SELECT
        pay_lines.*,
        -- A fixed pay covers the hours of an average month, 4 1/3 weeks; in a shorter month the days count.
        CAST(floor(contract_week_minutes * least(days / 7.0e0, 13 / 3.0e0)) AS BIGINT) AS contract_minutes
    FROM pay_lines
    WHERE status = 'met'
        AND NOT contract_on_call
        AND coalesce(started_on <= from_day, true)
        AND coalesce(ended_on >= to_day, true)
),
compared AS (
    SELECT full_jobs.*, contract_minutes * minimum_cents - counted_cents * 60 AS short_60ths FROM full_jobs
)
SELECT
    employer_id,
    CASE WHEN contract_week_minutes IS NULL THEN 'not_testable' ELSE 'noted' END AS status,
    period AS period_from,
    period AS period_to,
    worker_pid,
    income_relationship,
    from_day,
    to_day,
    contract_week_minutes,
    contract_minutes,
    paid_minutes,
    counted_cents,
    minimum_cents,
    (short_60ths // 60)::BIGINT AS missing_cents,
    CASE WHEN contract_week_minutes IS NULL THEN 'no_contract_hours' END AS why_not
FROM compared
-- Hours are often declared in whole hours: less than one hour is rounding.
WHERE contract_week_minutes IS NULL OR (paid_minutes <= contract_minutes - 60 AND short_60ths > 60)
