-- The pay desks of one drop (month m), one row for each period that ends in the month: the month itself, or one or two
-- periods of four weeks. What the employer does wrong in this month and the eleven before it stands in bits, the lowest
-- for this month. Wage-tax tables 012 and 013 are taken to be the white ones for a month and for four weeks
-- (unverified).
CREATE OR REPLACE TEMP TABLE desks AS
WITH wrongs AS (
    SELECT n,
        bit_or(if(wml_mode = 'visible', 1 << (getvariable('m') - m), 0)) AS underpays,
        bit_or(if(wml_mode = 'shave', 1 << (getvariable('m') - m), 0)) AS shaves,
        bit_or(if(wml_mode = 'holiday', 1 << (getvariable('m') - m), 0)) AS keeps_holiday
    FROM deeds WHERE wml AND m BETWEEN getvariable('m') - 11 AND getvariable('m')
    GROUP BY n
)
SELECT p.* EXCLUDE (late_share, thirteenth_part, is_four_weekly),
    if(getvariable('m') % 12 = 11, thirteenth_part, 0) AS thirteenth_part,
    coalesce(w.underpays, 0)::INTEGER AS underpays, coalesce(w.shaves, 0)::INTEGER AS shaves,
    coalesce(w.keeps_holiday, 0)::INTEGER AS keeps_holiday,
    t.turn, t.period, t.period_end, t.weeks, (t.period_end - t.period + 1)::INTEGER AS days,
    if(is_four_weekly, '013', '012') AS wage_tax_table,
    t.period_end + filing_days + if(u2('late', p.n, getvariable('m')) < late_share, 25, 0) AS filed_on
FROM paydesk AS p
JOIN (FROM deeds WHERE m = getvariable('m')) AS d USING (n)
JOIN (FROM pay_periods WHERE m = getvariable('m')) AS t USING (is_four_weekly)
LEFT JOIN wrongs AS w USING (n)
ORDER BY loonheffingennummer, n, t.period;
