-- How wages were paid and what was kept in, over the payslips of the twelve periods. Held: never in the matrix.
-- A payslip belongs to the last employer that held the number in the month in which its period starts.
WITH slips AS (
    SELECT
        numbers.employer_id,
        slip.housing_deduction_cents AS rent_cents,
        slip.housing_certified AS certified,
        slip.et_exchanged_cents AS exchanged_cents,
        slip.paid_by
    FROM payslips_known AS slip
    JOIN numbers
        ON numbers.loonheffingennummer = slip.loonheffingennummer
        AND numbers.valid_from <= last_day(slip.period)
        AND (numbers.next_from IS NULL OR numbers.next_from > last_day(slip.period))
        AND (numbers.valid_to IS NULL OR numbers.valid_to >= slip.period)
    WHERE slip.period BETWEEN $first_period AND last_day($last_period)
),
totals AS (
    SELECT
        employer_id,
        count(*) AS slips,
        count_if(rent_cents > 0) AS with_rent,
        sum(CASE WHEN rent_cents > 0 THEN rent_cents END) AS rent_cents,
        count_if(rent_cents > 0 AND certified IS NOT NULL) AS rent_tested,
        count_if(rent_cents > 0 AND NOT certified) AS rent_uncertified,
        count_if(exchanged_cents > 0) AS exchanged,
        count(paid_by) AS paid_known,
        count_if(paid_by IN ('cash', 'mixed')) AS in_cash
    FROM slips
    GROUP BY employer_id
)
SELECT
    population.employer_id,
    totals.with_rent * 1.0e0 / nullif(totals.slips, 0) AS housing_deduction_share,
    totals.rent_uncertified * 1.0e0 / nullif(totals.rent_tested, 0) AS uncertified_housing_share,
    totals.rent_cents / 100.0e0 / nullif(totals.with_rent, 0) AS housing_deduction_eur,
    totals.exchanged * 1.0e0 / nullif(totals.slips, 0) AS et_exchange_share,
    totals.in_cash * 1.0e0 / nullif(totals.paid_known, 0) AS cash_pay_share
FROM population
LEFT JOIN totals ON totals.employer_id = population.employer_id
