-- The wage records of one drop (month m) in the order of jobs: what is recorded, in whole cents and quarter hours, and
-- whether the pay desk makes a mistake in the first report. Only lines are worked out whose draw for mistakes (0 to
-- 65535) is below a bound.
CREATE OR REPLACE TEMP MACRO wage_lines(below) AS TABLE
WITH drawn AS (
    SELECT *, record_bits(job_id, getvariable('m')) AS r,
        minimum_of(getvariable('minimum'), getvariable('m'), birth_m) AS minimum
    FROM jobs WHERE start_m <= getvariable('m') AND end_m >= getvariable('m') - 1
        AND sixteen(r, 2) < below
), present AS (
    SELECT j.*, d.* EXCLUDE (n),
        j.affected_draw < d.affected_share AS is_affected,
        is_affected AND d.underpays & 1 = 1 AS is_underpaid, is_affected AND d.shaves & 1 = 1 AS is_shaved,
        is_affected AND d.keeps_holiday & 1 = 1 AS is_holiday_kept,
        j.ended_on IS NOT NULL AND j.ended_on <= d.period_end AS is_last,
        if(j.started_on > d.period OR is_last, (if(is_last, j.ended_on, d.period_end)
            - greatest(j.started_on, d.period) + 1) / d.days, 1) AS there,
        coalesce(a.earlier_cents, 0) AS earlier_cents
    FROM drawn AS j JOIN desks AS d USING (n)
    LEFT JOIN (FROM allowances WHERE m = getvariable('m')) AS a USING (job_id)
    WHERE there > 0
), timed AS (
    SELECT *, plain_quarters_of(week_quarters, weeks, is_on_call, there, is_shaved, depth, r) AS plain_quarters,
        overtime_quarters_of(week_quarters, income_type, is_shaved, r) AS overtime_quarters,
        hourly_rate(minimum, multiple, is_underpaid, depth) AS rate
    FROM present
), paid AS (
    SELECT *, plain_cents_of(plain_quarters, rate) AS plain_cents,
        overtime_cents_of(overtime_quarters, rate) AS overtime_cents,
        if(is_holiday_kept AND hides_reserve, 0, allowance_of(plain_quarters, overtime_quarters, rate))
            AS reserved_cents
    FROM timed
)
SELECT *,
    if(thirteenth_part > 0 AND multiple > 10500, floor(plain_cents * thirteenth_part)::INTEGER, 0) AS irregular_cents,
    CASE WHEN holiday_each_time THEN reserved_cents
        WHEN is_last OR getvariable('m') % 12 = 4 THEN floor(if(is_holiday_kept, 0.4e0, 1) * (earlier_cents
            -- This month and those before the window since the last June.
            + reserved_cents * (1 + greatest(0, least(getvariable('first_m') - start_m, getvariable('unseen_months'))))
            ))::INTEGER
        ELSE 0 END AS holiday_cents,
    sixteen(r, 2) < mistakes AS is_mistaken
FROM paid;
