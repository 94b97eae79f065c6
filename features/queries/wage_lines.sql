-- The known lines of one chunk of employers' wage returns; {wage_records} is the as-known query on that chunk's numbers.
-- A line counts in the month in which its period starts: a return every four weeks can start twice in one month, and is
-- then two lines of it. from_day and to_day are the first and last day of the period itself.
SELECT
    numbers.employer_id,
    record.loonheffingennummer,
    record.worker_pid,
    record.income_relationship,
    CAST(date_trunc('month', record.period) AS DATE) AS period,
    record.period AS from_day,
    record.period_end AS to_day,
    date_diff('day', record.period, record.period_end) + 1 AS days,
    record.birth_month,
    record.started_on,
    record.ended_on,
    record.employment_type,
    record.contract_indefinite,
    record.contract_written,
    record.contract_on_call,
    record.cao_code,
    record.wage_cents,
    record.overtime_wage_cents,
    record.holiday_allowance_paid_cents,
    record.holiday_allowance_reserved_cents,
    record.irregular_wage_cents,
    record.paid_minutes,
    record.contract_week_minutes
FROM ({wage_records}) AS record
-- A period belongs to the last employer that held the number in it, who has to file its return.
JOIN numbers
    ON numbers.loonheffingennummer = record.loonheffingennummer
    AND numbers.valid_from <= record.period_end
    AND (numbers.next_from IS NULL OR numbers.next_from > record.period_end)
    AND (numbers.valid_to IS NULL OR numbers.valid_to >= record.period)
WHERE numbers.employer_id IN (SELECT employer_id FROM chunk)
    -- Regular employment. Other kinds of income (benefits, pensions, directors) are no wage of an employee.
    AND record.income_type = 15
