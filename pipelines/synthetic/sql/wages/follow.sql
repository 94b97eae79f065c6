-- Where a job's predecessor has one itself, look on to that: twice as far at each run.
CREATE OR REPLACE TABLE moves AS
SELECT a.job_id, coalesce(b.from_job, a.from_job) AS from_job, a.first_spell_day
FROM moves AS a LEFT JOIN moves AS b ON a.from_job = b.job_id;
