-- Who works there, who came and who left. started_on and ended_on are of the job, not of the return.
-- A job is counted once a month: of two returns of four weeks that start in one month, the second starts after day 28.
count_if(extract(day FROM from_day) <= 28) AS workforce_jobs,
count_if(started_on BETWEEN from_day AND to_day) AS workforce_starts,
count_if(ended_on BETWEEN from_day AND to_day) AS workforce_ends,
count_if(CASE
    WHEN ended_on BETWEEN from_day AND to_day THEN date_diff('day', started_on, ended_on) < 92
END) AS workforce_brief,
count_if(age < 18) AS workforce_under_18,
count_if(age < 21) AS workforce_under_21,
count_if(age < 23) AS workforce_under_23,
sum(date_diff('day', started_on, to_day)) AS workforce_tenure_days,
count(started_on) AS workforce_start_known
