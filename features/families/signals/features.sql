-- What was reported about the employer by the as-of date. Who reported never matters, only how many kinds of reporters.
-- Workers are those that it paid itself: the days of all jobs together, over the days of the twelve periods.
WITH recent AS (
    SELECT
        employer_id,
        topic,
        source_kind,
        received_on,
        CASE WHEN received_on > $year_ago THEN 1 ELSE 0 END AS this_year
    FROM signals_known
    WHERE received_on > $two_years_ago AND received_on <= $as_of
),
totals AS (
    SELECT
        employer_id,
        count(*) AS signals,
        sum(this_year) AS this_year,
        count_if(topic = 'wml') AS on_pay,
        count_if(topic = 'hours') AS on_hours,
        count_if(topic = 'wav') AS on_wav,
        count_if(topic = 'waadi') AS on_lending,
        count(DISTINCT source_kind) AS source_kinds
    FROM recent
    GROUP BY employer_id
),
by_topic AS (
    SELECT employer_id, topic, count(*) AS signals FROM recent GROUP BY employer_id, topic
),
most AS (
    SELECT employer_id, max(signals) AS signals FROM by_topic GROUP BY employer_id
),
last_one AS (
    SELECT employer_id, max(received_on) AS received_on
    FROM signals_known
    WHERE received_on <= $as_of
    GROUP BY employer_id
),
workers AS (
    SELECT
        employer_id,
        job_days * 1.0e0 / (date_diff('day', $first_period, last_day($last_period)) + 1) AS workers
    FROM own_hours
)
SELECT
    population.employer_id,
    coalesce(totals.this_year, 0) * 1.0e0 AS signals_12_months,
    coalesce(totals.signals, 0) * 1.0e0 AS signals_24_months,
    coalesce(totals.on_pay, 0) * 1.0e0 AS signals_on_pay,
    coalesce(totals.on_hours, 0) * 1.0e0 AS signals_on_hours,
    coalesce(totals.on_wav, 0) * 1.0e0 AS signals_on_wav,
    coalesce(totals.on_lending, 0) * 1.0e0 AS signals_on_lending,
    coalesce(totals.source_kinds, 0) * 1.0e0 AS signal_source_kinds,
    coalesce(most.signals, 0) * 1.0e0 AS signals_on_one_topic,
    date_diff('day', last_one.received_on, $as_of) * 1.0e0 AS days_since_signal,
    coalesce(totals.this_year, 0) * 100.0e0 / nullif(workers.workers, 0) AS signals_per_100_workers,
    (2 * coalesce(totals.this_year, 0) - coalesce(totals.signals, 0)) * 1.0e0 AS signals_rise
FROM population
LEFT JOIN totals ON totals.employer_id = population.employer_id
LEFT JOIN most ON most.employer_id = population.employer_id
LEFT JOIN last_one ON last_one.employer_id = population.employer_id
LEFT JOIN workers ON workers.employer_id = population.employer_id
