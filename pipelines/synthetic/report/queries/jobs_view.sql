-- The jobs of the last month: the first reports of regular employment over a period that ends in the last 28 days (of
-- returns every four weeks that is one), with the SBI code of the employer, the age, and the hours a week, by contract
-- or from the hours paid.
CREATE VIEW jobs AS
SELECT w.*, e.sbi_code, date_diff('month', w.birth_month, w.period) // 12 AS age,
    (date_diff('month', w.birth_month, w.period) - 1) // 12 AS age_of_month,
    coalesce(w.contract_week_hours, w.paid_hours * 7 / (w.period_end - w.period + 1)) AS week_hours
FROM last_wage_records AS w
JOIN wage_tax_numbers AS t ON t.loonheffingennummer = w.loonheffingennummer
    AND w.period_end >= t.valid_from AND coalesce(w.period_end <= t.valid_to, true)
JOIN employers AS e USING (employer_id)
WHERE w.income_type = 15 AND w.period_end > getvariable('as_of') - 28
