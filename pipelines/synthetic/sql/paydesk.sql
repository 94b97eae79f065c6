-- How an employer keeps its pay records: what all its wage records of all months have in common. Late filing and first
-- reports with mistakes come with a lack of capacity to comply.
CREATE TABLE paydesk AS
SELECT e.n, i.loonheffingennummer, c.affected_share, c.depth, c.jobs,
    CASE WHEN e.sbi_code = '7830' THEN 82 WHEN e.is_agency THEN 11 ELSE 1 END AS employment_type,
    CASE WHEN u('cao', e.n) < logistic(0.9 + 0.6 * c.knowledge) THEN b.cao_code END AS cao_code,
    logistic(2.4 + 0.6 * c.capacity + 0.8 * normal('written', e.n)) AS written_share,
    u('monthly', e.n) < b.holiday_monthly AS holiday_monthly,
    u('thirteenth', e.n) < b.thirteenth AS thirteenth,
    0.004 + 0.03 * logistic(-1.2 - c.capacity) AS mistakes,
    logistic(-3.5 - 0.9 * c.capacity) AS late_share,
    21 + floor(10 * u('filing', e.n))::INTEGER AS filing_days,
    0.002 + 0.012 * logistic(c.wav_odds + 0.5) AS anonymous_share,
    -- Of those who keep back holiday allowance, some do not even record that it was built up.
    u('reserve', e.n) < 0.2 AS hides_reserve
FROM employers AS e JOIN identities AS i USING (n) JOIN branches AS b USING (branch) JOIN causes AS c USING (n)
ORDER BY e.n;
