-- The rows of one drop, each part in the order of wage-tax numbers: first reports, those of a second period of four
-- weeks in the month (apart, because a join that finds two desks keeps no order), and the corrections of earlier
-- periods that are due. What is no wage of an ordinary employee has no hours.
WITH reported AS (
    SELECT * REPLACE (if(is_mistaken, mistaken_cents(plain_cents, r), plain_cents) AS plain_cents),
        filed_on AS known_at, plain_quarters + overtime_quarters AS worked_quarters,
        CASE WHEN income_type <> 15 THEN 0 WHEN is_mistaken THEN mistaken_quarters(worked_quarters, r)
            ELSE worked_quarters END AS quarters
    FROM (FROM wage_lines(65536) WHERE turn = 1 UNION ALL FROM wage_lines(65536) WHERE turn = 2)
), corrected AS (
    FROM corrections WHERE due_m = getvariable('m')
    ORDER BY loonheffingennummer, period, worker_number, personnel_number, income_relationship
), delivered AS (
    SELECT loonheffingennummer, worker_number, personnel_number, income_relationship, period, period_end, born_on,
        started_on, ended_on, income_type, employment_type, indefinite, is_written, is_on_call, cao_code,
        wage_tax_table, is_anonymous, is_last, plain_cents, overtime_cents, holiday_cents, reserved_cents,
        irregular_cents, quarters, week_quarters, known_at
    FROM reported
    UNION ALL BY NAME
    SELECT * EXCLUDE (due_m) FROM corrected
)
SELECT loonheffingennummer, worker_number, personnel_number, income_relationship, period, period_end,
    born_on AS birth_month, started_on, if(is_last, ended_on, NULL) AS ended_on, income_type,
    if(income_type = 17, NULL, employment_type) AS employment_type, indefinite AS contract_indefinite,
    is_written AS contract_written, is_on_call AS contract_on_call, cao_code,
    if(is_anonymous, '940', wage_tax_table) AS wage_tax_table,
    eur(plain_cents + overtime_cents + holiday_cents + irregular_cents) AS wage_eur,
    eur(overtime_cents) AS overtime_wage_eur, eur(holiday_cents) AS holiday_allowance_paid_eur,
    eur(reserved_cents) AS holiday_allowance_reserved_eur, eur(irregular_cents) AS irregular_wage_eur,
    hours(25 * quarters) AS paid_hours,
    if(is_on_call OR income_type <> 15, NULL, hours(25 * week_quarters)) AS contract_week_hours, known_at
FROM delivered
