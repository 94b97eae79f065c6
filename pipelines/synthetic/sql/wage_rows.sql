-- The rows of the file of one month: first reports of the month, then the corrections of earlier months that are due.
SELECT loonheffingennummer, worker_pid, income_relationship, month_start(getvariable('m')) AS period,
    month_start(birth_m) AS birth_month, employment_type, indefinite AS contract_indefinite,
    is_written AS contract_written, is_on_call AS contract_on_call, cao_code, anonymous_tariff,
    eur(floor(plain_cents * if(mistaken, wage_slip, 1))::BIGINT + overtime_cents + holiday_cents + irregular_cents)
        AS wage_eur,
    eur(overtime_cents) AS overtime_wage_eur, eur(holiday_cents) AS holiday_allowance_paid_eur,
    eur(reserved_cents) AS holiday_allowance_reserved_eur, eur(irregular_cents) AS irregular_wage_eur,
    hours(least(74400, 25 * floor(quarters * if(mistaken, hours_slip, 1)))::INTEGER) AS paid_hours,
    if(is_on_call, NULL, hours(25 * week_quarters)) AS contract_week_hours, filed_on AS known_at
FROM wage_month
UNION ALL
SELECT * EXCLUDE (due_m) FROM corrections WHERE due_m = getvariable('m')
