-- Who works there, who came and who left, over the twelve periods of the window. Reads employer_months.
-- Where no start of a job is known, nothing is said about those who came.
WITH yearly AS (
    SELECT
        employer_id,
        min(month_no) AS first_month,
        max(month_no) AS last_month,
        count(*) AS months,
        count_if(workforce_jobs = 1) AS months_one_job,
        sum(lines) AS entries,
        sum(workforce_jobs) AS jobs,
        max(workforce_jobs) AS most_jobs,
        -- Means a month, because the return of the last month is often not yet known.
        avg(workforce_jobs) FILTER (WHERE month_no < $first_month + 3) AS first_jobs,
        avg(workforce_jobs) FILTER (WHERE month_no > $last_month - 3) AS last_jobs,
        max(CASE WHEN month_no > $last_month - 3 THEN workforce_jobs END) AS most_last_jobs,
        sum(CASE WHEN month_no > $last_month - 3 THEN workforce_starts ELSE 0 END) AS last_starts,
        -- Everyone who worked in the last three months: the jobs of the first of them, and those that began later.
        sum(CASE
            WHEN month_no = $last_month - 2 THEN workforce_jobs
            WHEN month_no > $last_month - 2 THEN workforce_starts
            ELSE 0
        END) AS last_people,
        sum(CASE WHEN month_no > $last_month - 3 THEN workforce_start_known ELSE 0 END) AS last_start_known,
        sum(workforce_starts) AS starts,
        sum(workforce_ends) AS ends,
        sum(workforce_brief) AS brief,
        sum(workforce_under_18) AS under_18,
        sum(workforce_under_21) AS under_21,
        sum(workforce_under_23) AS under_23,
        sum(workforce_tenure_days) AS tenure_days,
        sum(workforce_start_known) AS start_known
    FROM employer_months
    GROUP BY employer_id
)
SELECT
    employer_id,
    jobs * 1.0e0 / (last_month - first_month + 1) AS workers,
    under_21 * 1.0e0 / nullif(entries, 0) AS share_youth_scale,
    CASE WHEN last_start_known > 0 THEN
        least(1.0e0, last_starts * 1.0e0 / nullif(greatest(last_people, most_last_jobs), 0))
    END AS share_new_workers,
    last_jobs / nullif(first_jobs, 0) AS workforce_growth,
    CASE WHEN months > 1 THEN most_jobs * 1.0e0 * months / nullif(jobs, 0) END AS workforce_peak,
    CASE WHEN start_known > 0 THEN starts * 1.0e0 * months / nullif(jobs, 0) END AS starts_per_worker,
    ends * 1.0e0 * months / nullif(jobs, 0) AS ends_per_worker,
    CASE WHEN start_known > 0 THEN least(starts, ends) * 1.0e0 * months / nullif(jobs, 0) END AS replaced_per_worker,
    CASE WHEN start_known > 0 THEN brief * 1.0e0 / nullif(ends, 0) END AS share_brief_jobs,
    under_18 * 1.0e0 / nullif(entries, 0) AS share_under_18,
    under_23 * 1.0e0 / nullif(entries, 0) AS share_under_23,
    tenure_days * 1.0e0 / nullif(start_known, 0) AS mean_tenure_days,
    last_month - first_month + 1 - months AS months_without_return,
    months_one_job * 1.0e0 / months AS share_months_one_job
FROM yearly
