-- Put aside the right version of this drop's mistakes, to be delivered in a later month's drop. No pay desk makes more
-- mistakes than the bound, which spares nearly all jobs the rest of the work.
INSERT INTO corrections BY NAME
SELECT month_number(mended_on)::INTEGER - 1 AS due_m, * EXCLUDE (mended_on), mended_on AS known_at
FROM (
    SELECT loonheffingennummer, worker_number, personnel_number, income_relationship, period, period_end, born_on,
        started_on, ended_on, income_type, employment_type, indefinite, is_written, is_on_call, cao_code,
        wage_tax_table, is_anonymous, is_last, plain_cents, overtime_cents, holiday_cents, reserved_cents,
        irregular_cents,
        if(income_type = 15, plain_quarters + overtime_quarters, 0) AS quarters, week_quarters,
        month_end(getvariable('m') + 1 + floor(3 * draw(r, 3))::INTEGER) + filing_days + 26 AS mended_on
    FROM wage_lines(getvariable('most_mistakes')) WHERE is_mistaken
);
