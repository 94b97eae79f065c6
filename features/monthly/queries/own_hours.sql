-- What each employer paid itself over the twelve months: hours, and the days that its jobs lasted together.
SELECT employer_id, CAST(sum(own_paid_minutes) AS BIGINT) AS paid_minutes, CAST(sum(line_days) AS BIGINT) AS job_days
FROM country_months
GROUP BY employer_id
HAVING sum(lines) > 0
