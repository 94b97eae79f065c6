-- Wages declared for days on which the worker may only work with a permit, while no permit covers any of those days
-- (Wav art. 2(1)). One row a line of a wage return. What favours the employer: hours must have been paid, the duty must
-- hold on all days of the line, and a permit that is valid on one of them covers. Reads pay_lines, duty_spells and
-- permit_reach.
WITH worked AS (
    SELECT
        line.employer_id,
        line.worker_pid,
        line.period,
        line.paid_minutes,
        greatest(line.from_day, coalesce(line.started_on, line.from_day)) AS first_day,
        least(line.to_day, coalesce(line.ended_on, line.to_day)) AS last_day
    FROM pay_lines AS line
    SEMI JOIN duty_spells USING (worker_pid)
    WHERE line.paid_minutes > 0
)
SELECT
    worked.employer_id,
    'below' AS status,
    worked.period AS period_from,
    worked.period AS period_to,
    worked.worker_pid,
    worked.first_day,
    worked.last_day,
    worked.paid_minutes
FROM worked
SEMI JOIN duty_spells AS duty
    ON duty.worker_pid = worked.worker_pid AND duty.from_day <= worked.first_day AND duty.to_day >= worked.last_day
ANTI JOIN permit_reach AS permit
    ON permit.worker_pid = worked.worker_pid
    AND coalesce(permit.employer_id, worked.employer_id) = worked.employer_id
    AND permit.from_day <= worked.last_day
    AND permit.to_day >= worked.first_day
WHERE worked.first_day <= worked.last_day
