-- The hours of each team and month: by the share of people in its region, fewer in August and December. In a month the
-- whole of the quarter after it is known.
WITH teams AS (
    SELECT region, region || '-' || team_number AS team, team_number, sum(round(share * 10000)::BIGINT) / 20000 AS share
    FROM regions JOIN provinces USING (province), range(1, 3) AS numbers(team_number)
    GROUP BY ALL
)
SELECT team, month_start(m) AS month, region, 'WML|Wav|Waadi' AS skills,
    hours((floor(getvariable('visits') * getvariable('capacity').hours_per_visit * share
        * (0.92 + 0.16 * u('capacity ' || team, m))
        * CASE m % 12 WHEN 7 THEN 0.8 WHEN 11 THEN 0.85 ELSE 1 END) * 100)::INTEGER) AS available_hours,
    month_start(m - getvariable('capacity').known_ahead) AS known_at
FROM teams,
    range(getvariable('first_m'), getvariable('last_m') + 1 + getvariable('capacity').known_ahead) AS all_months(m)
ORDER BY month, team
