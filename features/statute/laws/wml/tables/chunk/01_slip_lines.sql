-- The lines of the returns of employers of whom any payslip is known, each with its payslip; paid_by is NULL for a line
-- whose payslip is not known. Payslips are put together on demand, so that most employers have none.
WITH with_slips AS (
    SELECT DISTINCT pay_lines.employer_id
    FROM pay_lines
    SEMI JOIN payslips_known USING (loonheffingennummer)
)
SELECT
    pay_lines.*,
    slip.paid_by,
    slip.net_paid_cents,
    slip.housing_deduction_cents,
    slip.housing_certified,
    slip.other_deduction_cents
FROM pay_lines
SEMI JOIN with_slips USING (employer_id)
LEFT JOIN payslips_known AS slip
    ON slip.loonheffingennummer = pay_lines.loonheffingennummer
    AND slip.worker_pid = pay_lines.worker_pid
    AND slip.income_relationship = pay_lines.income_relationship
    AND slip.period = pay_lines.from_day
