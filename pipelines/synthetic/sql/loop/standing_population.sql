-- The yearly frame of the loop: everybody active on the first day of the year's seventh month, what an inspectorate can
-- see of it, what moves it, and what it would do unvisited.
SELECT d.n, e.employer_id, (d.m - getvariable('first_m')) // 12 AS year, e.branch, ln(e.jobs) AS size,
    e.is_agency::DOUBLE AS agency, e.is_natural::DOUBLE AS natural_person, c.tier::DOUBLE AS tier,
    (e.n IN (SELECT n FROM hirings UNION SELECT lender_n FROM hirings WHERE lender_n IS NOT NULL))::DOUBLE AS in_chain,
    least(20, (d.m - e.first_m) / 12) AS years_old,
    b.wav AS branch_wav, b.pressure AS branch_pressure, b.season_share > 0.1 AS is_seasonal,
    c.capacity, c.deliberate, c.low_pay, c.wml_odds, c.wml_mode,
    d.wml, d.wav, d.waadi, d.wml_found, d.wav_found, d.waadi_found
FROM deeds AS d JOIN employers AS e USING (n) JOIN causes AS c USING (n) JOIN branches AS b USING (branch)
WHERE (d.m - getvariable('first_m')) % 12 = 6 AND known_first(e.n, e.start_date) <= month_start(d.m)
    AND coalesce(e.end_date >= month_start(d.m), true)
ORDER BY year, d.n
