-- What one month (variable m) showed and hid, before it passes: a row an employer in the frame, with what an inspectorate
-- sees of it, whether it was chosen, and what a good examination would find.
INSERT INTO remembered
SELECT f.n, getvariable('m') AS m, e.employer_id, left(e.sbi_code, 2) AS division, e.branch,
    ln(e.jobs) AS size, e.is_agency::INTEGER AS agency, e.is_natural::INTEGER AS natural_person,
    f.flag, f.reports, f.heavy AS reports_of_authorities, s.in_chain::INTEGER AS in_chain,
    least(20, (getvariable('m') - e.first_m) / 12) AS years_old,
    coalesce(v.visits, 0) AS earlier_visits, coalesce((f.hit_on IS NOT NULL)::INTEGER, 0) AS earlier_finding,
    d.wml_found, d.wav_found, d.waadi_found
FROM frame AS f JOIN employers AS e USING (n) JOIN standing AS s USING (n) JOIN month_deeds AS d USING (n)
LEFT JOIN (SELECT n, count(*) AS visits FROM cases WHERE m < getvariable('m') GROUP BY n) AS v USING (n);
