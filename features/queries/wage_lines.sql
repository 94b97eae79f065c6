-- The known payroll lines of one chunk of employers; {wage_records} is the as-known query on that chunk's numbers.
-- A line counts in the month in which its period starts: a return every four weeks can start twice in one month, and is
-- then two lines of it. from_day and to_day are the first and last day of the period itself.
SELECT
    numbers.employer_id,
    date_trunc('month', record.period)::DATE AS period,
    record.period AS from_day,
    record.period_end AS to_day,
    record.* EXCLUDE (loonheffingennummer, period, period_end, income_type, known_at)
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
