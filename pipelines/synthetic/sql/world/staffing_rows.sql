-- The lending of all months as it is reported: not all of it. What an agency lends follows from the people it has,
-- within limits, so that hours lent and hours paid can be compared; workers without a registered lender are cheap.
WITH relations AS (
    SELECT n AS hirer_i, slot, lender_kind, lender_n, lender_i, workers, from_m, to_m, reported FROM hirings
    UNION ALL
    SELECT hirer_i, slot, lender_kind, lender_n, lender_i, workers, from_m, to_m, reported FROM outside_hirings
), active AS (
    SELECT r.* EXCLUDE (from_m, to_m), w.m, w.adult_minimum, e.jobs AS lender_jobs, e.is_agency,
        workers * (85 + floor(50 * u2('hired hours', hirer_i * 4096 + slot, w.m)))::INTEGER AS wanted_hours
    FROM relations AS r JOIN window_months AS w ON w.m BETWEEN r.from_m AND r.to_m
    LEFT JOIN employers AS e ON e.n = r.lender_n
), fitted AS (
    SELECT a.*, d.wml AND c.wml_mode = 'shave' AS shaves, CASE WHEN a.is_agency THEN greatest(0.5, least(2.5,
            lender_jobs * 90 / sum(wanted_hours) OVER (PARTITION BY lender_i, a.m))) ELSE 1 END AS factor
    FROM active AS a LEFT JOIN deeds AS d ON d.n = a.lender_n AND d.m = a.m LEFT JOIN causes AS c ON c.n = a.lender_n
), linked AS (
    SELECT lender_i, lender_kind, hirer_i, m, adult_minimum,
        greatest(1, sum(ceil(workers * factor)::BIGINT)) AS workers,
        sum(floor(wanted_hours * factor * 4)::BIGINT) * 25 AS hundredths, bool_or(coalesce(shaves, false)) AS shaves
    FROM fitted WHERE reported
    GROUP BY ALL
)
SELECT party_id(lender_i) AS lender_id, party_id(hirer_i) AS hirer_id, month_start(m) AS period,
    workers::INTEGER AS workers, hours(least(hundredths, 9999900)) AS hired_hours,
    eur(floor(least(hundredths, 9999900) * adult_minimum / 100
        * CASE lender_kind WHEN 'registered' THEN if(shaves, 1.45, 1.6) WHEN 'foreign' THEN 1.4 ELSE 1.2 END
        * (1 + 0.5 * u2('tariff', lender_i, hirer_i)))::BIGINT) AS invoiced_eur,
    month_end(m) + 30 + floor(20 * u2('link known', hirer_i, m))::INTEGER AS known_at
FROM linked
ORDER BY period, hirer_id, lender_id
