-- The workers whom an employer paid more hours in a period than is plausible, over all of their jobs with it together.
-- The limit is this program's own (wml.plausible_hours), so that nothing is below; days before a job began or after it
-- ended count too, which favours the employer.
WITH paid AS (
    SELECT
        employer_id,
        worker_pid,
        from_day,
        to_day,
        min(period) AS period,
        min(days) AS days,
        sum(paid_minutes)::BIGINT AS paid_minutes
    FROM pay_lines
    GROUP BY employer_id, worker_pid, from_day, to_day
)
SELECT
    employer_id,
    'noted' AS status,
    period AS period_from,
    period AS period_to,
    worker_pid,
    from_day,
    to_day,
    paid_minutes,
    CAST(most.number * 60 AS BIGINT) AS limit_minutes,
    CAST(floor(most.number * 60 * days / 7) AS BIGINT) AS plausible_minutes
FROM paid
JOIN parameter_values AS most
    ON most.parameter_id = 'wml.plausible_hours'
    AND most.name = 'hours_a_week'
    AND from_day >= most.valid_from
    AND from_day <= coalesce(most.valid_to, from_day)
WHERE paid_minutes > most.number * 60 * days / 7
