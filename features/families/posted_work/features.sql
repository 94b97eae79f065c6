-- Work by posted workers that was notified for the employer, as its recipient, and fell in the year up to the as-of
-- date. Held: never in the matrix. A recipient counts as the employer that it was on the first day of the work.
WITH notified AS (
    SELECT party.employer_id, work.notification_id, work.provider_id, work.workers
    FROM posted_work_known AS work
    JOIN parties_known AS party
        ON party.party_id = work.recipient_id
        AND party.valid_from <= work.valid_from
        AND (party.valid_to IS NULL OR party.valid_to >= work.valid_from)
    WHERE
        party.employer_id IS NOT NULL
        AND work.valid_from <= $as_of
        AND (work.valid_to IS NULL OR work.valid_to > $year_ago)
),
totals AS (
    SELECT
        employer_id,
        count(*) AS notifications,
        count(DISTINCT provider_id) AS providers,
        sum(workers) AS workers
    FROM notified
    GROUP BY employer_id
),
own AS (
    SELECT
        employer_id,
        job_days * 1.0e0 / (date_diff('day', $first_period, last_day($last_period)) + 1) AS workers
    FROM own_hours
)
SELECT
    population.employer_id,
    coalesce(totals.notifications, 0) * 1.0e0 AS posted_notifications,
    coalesce(totals.providers, 0) * 1.0e0 AS posted_providers,
    coalesce(totals.workers, 0) * 100.0e0 / nullif(own.workers, 0) AS posted_workers_per_100_workers
FROM population
LEFT JOIN totals ON totals.employer_id = population.employer_id
LEFT JOIN own ON own.employer_id = population.employer_id
