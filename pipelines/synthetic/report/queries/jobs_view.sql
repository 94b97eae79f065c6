-- The jobs of the last month: the first reports of regular employment over a period that ends in the last 28 days (of
-- returns every four weeks that is one), with the SBI code of the employer, the age, and the hours a week, by contract
-- or from the hours paid. As in the features a period belongs to the last employer that held the number in it.
CREATE VIEW jobs AS
WITH numbers AS (
    SELECT *, lead(valid_from) OVER (PARTITION BY loonheffingennummer ORDER BY valid_from) AS next_from
    FROM wage_tax_numbers
)
SELECT w.*, e.sbi_code, date_diff('month', w.birth_month, w.period) // 12 AS age,
    (date_diff('month', w.birth_month, w.period) - 1) // 12 AS age_of_month,
    coalesce(w.contract_week_hours, w.paid_hours * 7 / (w.period_end - w.period + 1)) AS week_hours
FROM last_wage_records AS w
JOIN numbers AS t
    ON t.loonheffingennummer = w.loonheffingennummer
    AND t.valid_from <= w.period_end
    AND (t.next_from IS NULL OR t.next_from > w.period_end)
    AND (t.valid_to IS NULL OR t.valid_to >= w.period)
JOIN employers AS e USING (employer_id)
WHERE w.income_type = 15 AND w.period_end > getvariable('as_of') - 28
