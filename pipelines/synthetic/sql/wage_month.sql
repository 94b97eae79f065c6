-- The wage records of one month (variable m): what is recorded, in whole cents and quarter hours, and what the first
-- report makes of it where the pay desk makes a mistake. An honest employer pays at least the minimum: the hourly rate
-- and each amount are rounded up, and a birthday counts from the month after it.
CREATE OR REPLACE TABLE wage_month AS
WITH active AS (
    SELECT j.*, p.*, d.wml AND d.wml_mode = 'visible' AND j.affected_draw < p.affected_share AS underpaid,
        d.wml AND d.wml_mode = 'shave' AND j.affected_draw < p.affected_share AS shaved,
        d.wml AND d.wml_mode = 'holiday' AND j.affected_draw < p.affected_share AS holiday_kept,
        bits2('record', j.job_id, getvariable('m')) AS r,
        getvariable('minimum')[greatest(1, least(7, (getvariable('m') - j.birth_m - 1) // 12 - 14))] AS minimum
    FROM jobs AS j JOIN paydesk AS p USING (n) JOIN (FROM deeds WHERE m = getvariable('m')) AS d USING (n)
    WHERE j.start_m <= getvariable('m') AND j.end_m >= getvariable('m')
), timed AS (
    SELECT *,
        greatest(2, floor(week_quarters * 13 / 3
            * if(is_on_call, 0.45 + 1.1 * slice(r, 0), 1)
            * if(start_m = getvariable('m'), start_share, 1) * if(end_m = getvariable('m'), end_share, 1)
            -- Shaved hours are worked but not recorded.
            * if(shaved, 1 - depth, 1)))::INTEGER AS plain_quarters,
        if(slice(r, 1) < 0.1 AND week_quarters >= 120 AND NOT shaved, 4 + floor(slice(r, 0) * 60), 0)::INTEGER
            AS overtime_quarters,
        if(underpaid AND multiple <= 11000, floor(minimum * (1 - depth)), (minimum * multiple + 9999) // 10000)::INTEGER
            AS rate
    FROM active
), paid AS (
    SELECT *, (plain_quarters * rate + 3) // 4 AS plain_cents,
        -- Overtime at 125%.
        (overtime_quarters * rate * 5 + 15) // 16 AS overtime_cents,
        if(holiday_kept AND hides_reserve, 0, ((plain_cents + overtime_cents) * 8 + 99) // 100) AS reserved_cents
    FROM timed
), settled AS (
    SELECT p.*, if(thirteenth AND getvariable('m') % 12 = 11 AND multiple > 10500,
            floor(plain_cents * (0.3 + 0.7 * u('irregular', n))), 0)::BIGINT AS irregular_cents,
        -- Built up before the window and since the last May: so many months at this month's amount.
        p.reserved_cents * greatest(0, least(getvariable('first_m') - start_m, getvariable('unseen_months')))
            AS unseen_cents,
        CASE WHEN holiday_monthly THEN p.reserved_cents
            WHEN end_m = getvariable('m') OR getvariable('m') % 12 = 4
                THEN floor((p.reserved_cents + coalesce(a.reserved_cents, 0) + unseen_cents) * if(holiday_kept, 0.4, 1))
            ELSE 0 END::BIGINT AS holiday_cents
    FROM paid AS p LEFT JOIN accrued AS a USING (job_id)
), filed AS (
    SELECT *, slice(r, 2) < mistakes AS mistaken,
        CASE WHEN slice(r, 3) < 0.4 THEN 1.04 + 0.3 * slice(r, 3) WHEN slice(r, 3) < 0.65 THEN 0.9 ELSE 1 END
            AS hours_slip,
        CASE WHEN slice(r, 3) < 0.65 THEN 1 WHEN slice(r, 3) < 0.85 THEN 0.9 ELSE 1.1 END AS wage_slip,
        month_end(getvariable('m')) + filing_days
            + if(u2('late', n, getvariable('m')) < late_share, 25, 0) AS filed_on,
        month_end(getvariable('m') + 1 + floor(3 * slice(r, 3))::INTEGER) + filing_days + 26 AS mended_on
    FROM settled
)
SELECT job_id, mistaken, filed_on, mended_on, hours_slip, wage_slip, holiday_monthly, loonheffingennummer, worker_pid,
    income_relationship, birth_m, employment_type, indefinite, written_draw < written_share AS is_written, is_on_call,
    cao_code, affected_draw * 7 % 1 < anonymous_share AS anonymous_tariff, week_quarters,
    plain_quarters + overtime_quarters AS quarters,
    plain_cents, overtime_cents, holiday_cents, reserved_cents, irregular_cents
FROM filed;
