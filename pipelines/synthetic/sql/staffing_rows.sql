-- The lending of one month (variable m) as it is reported: not all of it. What an agency lends follows from the people
-- it has, within limits, so that hours lent and hours paid can be compared; workers without a registered
-- lender are cheap.
WITH active AS (
    SELECT h.*, e.employer_id AS hirer_id, l.jobs AS lender_jobs, l.is_agency, c.wml AND c.wml_mode = 'shave' AS shaves,
        workers * (85 + floor(50 * u2('hired hours', h.n * 8 + slot, getvariable('m'))))::INTEGER AS wanted_hours
    FROM hirings AS h JOIN employers AS e USING (n) LEFT JOIN lenders AS l ON l.n = h.lender_n
    LEFT JOIN (FROM deeds WHERE m = getvariable('m')) AS c ON c.n = h.lender_n
    WHERE getvariable('m') BETWEEN from_m AND to_m
), fitted AS (
    SELECT *, CASE WHEN is_agency THEN greatest(0.5, least(2.5,
            lender_jobs * 90 / sum(wanted_hours) OVER (PARTITION BY lender_id))) ELSE 1 END AS factor
    FROM active
), linked AS (
    SELECT lender_id, lender_kind, n, hirer_id, greatest(1, sum(ceil(workers * factor)::BIGINT)) AS workers,
        sum(floor(wanted_hours * factor * 4)::BIGINT) * 25 AS hundredths,
        bool_or(coalesce(shaves, false)) AS shaves
    FROM fitted WHERE reported
    GROUP BY ALL
)
SELECT lender_id, lender_kind, hirer_id, month_start(getvariable('m')) AS period, workers::INTEGER AS workers,
    hours(least(hundredths, 9999900)) AS hired_hours,
    eur(floor(least(hundredths, 9999900) * getvariable('minimum')[7] / 100
        * CASE lender_kind WHEN 'registered' THEN if(shaves, 1.45, 1.6) WHEN 'foreign' THEN 1.4 ELSE 1.2 END
        * (1 + 0.5 * u('tariff ' || lender_id, n)))::BIGINT) AS invoiced_eur,
    month_end(getvariable('m')) + 30 + floor(20 * u2('link known', n, getvariable('m')))::INTEGER AS known_at
FROM linked
ORDER BY hirer_id, lender_id
