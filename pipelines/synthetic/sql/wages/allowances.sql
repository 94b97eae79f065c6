-- Holiday allowance that is due in this month (m) for the months before it, to whoever is paid by the month and does
-- not get it each time: to leavers, and in May to all. What was built up since June is worked out once more; for the
-- months of it that lie before the window wage_lines.sql takes this month's amount.
INSERT INTO allowances
SELECT getvariable('m'), job_id, allowance_since_june(job_id, start_m, started_on, birth_m, week_quarters, income_type,
    is_on_call, multiple, if(is_affected, underpays, 0), if(is_affected, shaves, 0),
    if(is_affected AND hides_reserve, keeps_holiday, 0), depth) AS earlier_cents
FROM (
    SELECT j.*, d.*, j.affected_draw < d.affected_share AS is_affected
    FROM jobs AS j JOIN desks AS d USING (n)
    WHERE j.start_m <= getvariable('m') AND NOT d.holiday_each_time
        AND (j.end_m = getvariable('m') OR getvariable('m') % 12 = 4 AND j.end_m > getvariable('m'))
);
