-- What each employer paid itself over the twelve months: hours, and the days that its jobs lasted together.
SELECT employer_id, own_paid_minutes AS paid_minutes, line_days AS job_days
FROM year_sums
