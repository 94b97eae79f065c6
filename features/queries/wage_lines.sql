-- The known payroll lines of one chunk of employers; {wage_records} is the as-known query on that chunk's numbers.
SELECT numbers.employer_id, record.* EXCLUDE (loonheffingennummer, known_at)
FROM ({wage_records}) AS record
JOIN numbers
    ON numbers.loonheffingennummer = record.loonheffingennummer
    AND record.period >= numbers.first_period
    AND (numbers.next_period IS NULL OR record.period < numbers.next_period)
WHERE numbers.employer_id IN (SELECT employer_id FROM chunk)
