-- Put aside the right version of this month's mistakes, to be delivered in a later month's file.
INSERT INTO corrections
SELECT month_number(mended_on) - 1, loonheffingennummer, worker_pid, income_relationship, month_start(getvariable('m')),
    month_start(birth_m), employment_type, indefinite, is_written, is_on_call, cao_code, anonymous_tariff,
    eur(plain_cents + overtime_cents + holiday_cents + irregular_cents), eur(overtime_cents), eur(holiday_cents),
    eur(reserved_cents), eur(irregular_cents), hours(25 * quarters), if(is_on_call, NULL, hours(25 * week_quarters)),
    mended_on
FROM wage_month WHERE mistaken
ORDER BY job_id;
