-- How an employer keeps its pay records: what all its wage records of all months have in common. Late filing and first
-- reports with mistakes come with a lack of capacity to comply. A share of the agencies declares every four weeks; they
-- pay the holiday allowance with each wage, and so fewer of the other agencies do, so that the share of all holds.
CREATE TABLE paydesk AS
WITH kept AS (
    SELECT w.n, w.loonheffingennummer, w.is_agency, w.branch, e.sbi_code LIKE '7820%' AS lends,
        lends AND u('four weeks', w.n) < getvariable('four_weekly_share') AS is_four_weekly
    FROM workplaces AS w JOIN employers AS e USING (n)
)
SELECT k.n, k.loonheffingennummer, k.is_four_weekly, c.affected_share, c.depth,
    if(k.is_agency, if(lends, 11, 82), 1)::SMALLINT AS employment_type,
    CASE WHEN u('cao', k.n) < logistic(0.9 + 0.6 * c.knowledge) THEN b.cao_code END AS cao_code,
    k.is_four_weekly OR u('monthly', k.n) < if(lends,
        (b.holiday_monthly - getvariable('four_weekly_share')) / (1 - getvariable('four_weekly_share')),
        b.holiday_monthly) AS holiday_each_time,
    if(u('thirteenth', k.n) < b.thirteenth, 0.3 + 0.7 * u('irregular', k.n), 0) AS thirteenth_part,
    floor(65536 * (0.004 + 0.03 * logistic(-1.2 - c.capacity)))::INTEGER AS mistakes,
    logistic(-3.5 - 0.9 * c.capacity) AS late_share,
    21 + floor(10 * u('filing', k.n))::INTEGER AS filing_days,
    -- Of those who keep back holiday allowance, some do not even record that it was built up.
    u('reserve', k.n) < 0.2 AS hides_reserve
FROM kept AS k JOIN branches AS b USING (branch) JOIN causes AS c USING (n)
ORDER BY k.loonheffingennummer, k.n;
