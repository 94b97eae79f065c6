-- The pay of the own adult staff of hirers, in the months in which a worker whose pay is known was lent to them: how
-- many jobs, and the hourly pay below which nearly none of them lies (percentile of waadi.pay_comparison). Only returns
-- of those hirers are read, and a return once: who pays every four weeks counts with the period that ends with or after
-- the month. Reads lent_workers, numbers, employment_codes, parameter_values and raw_wage_records.
WITH settings AS (
    SELECT
        max(number) FILTER (name = 'percentile') AS percentile,
        max(number) FILTER (name = 'adult_age') AS adult_age
    FROM parameter_values
    WHERE parameter_id = 'waadi.pay_comparison' AND known
),
hirer_months AS (
    SELECT DISTINCT hirer_id AS employer_id, period
    FROM lent_workers, settings
    WHERE age >= adult_age AND hirers = 1
),
hirer_numbers AS (SELECT numbers.* FROM numbers SEMI JOIN hirer_months USING (employer_id)),
lines AS MATERIALIZED (
    SELECT
        loonheffingennummer,
        worker_pid,
        income_relationship,
        period,
        period_end,
        birth_month,
        income_type,
        employment_type,
        known_at,
        paid_minutes,
        wage_cents - holiday_allowance_paid_cents - irregular_wage_cents AS counted
    FROM raw_wage_records
    SEMI JOIN hirer_numbers USING (loonheffingennummer)
    WHERE known_at <= $as_of
        AND period BETWEEN $first_period AND last_day($last_period)
        AND period_end >= last_day(period)
),
-- Few lines are ever corrected: the keys that come twice are found first, so that not every line is ranked.
repeated AS (
    SELECT hash(loonheffingennummer, worker_pid, income_relationship, period) AS key_hash
    FROM lines
    GROUP BY key_hash
    HAVING count(*) > 1
),
replaced AS (
    SELECT loonheffingennummer, worker_pid, income_relationship, period, known_at
    FROM lines
    SEMI JOIN repeated ON repeated.key_hash = hash(loonheffingennummer, worker_pid, income_relationship, period)
    QUALIFY row_number() OVER (
        PARTITION BY loonheffingennummer, worker_pid, income_relationship, period ORDER BY known_at DESC
    ) > 1
),
staff AS (
    SELECT
        numbers.employer_id,
        CAST(date_trunc('month', line.period) AS DATE) AS period,
        line.counted * 60 // line.paid_minutes AS hourly_cents
    FROM lines AS line
    ANTI JOIN replaced USING (loonheffingennummer, worker_pid, income_relationship, period, known_at)
    JOIN hirer_numbers AS numbers
        ON numbers.loonheffingennummer = line.loonheffingennummer
        AND numbers.valid_from <= line.period_end
        AND (numbers.next_from IS NULL OR numbers.next_from > line.period_end)
        AND (numbers.valid_to IS NULL OR numbers.valid_to >= line.period)
    CROSS JOIN settings
    ANTI JOIN employment_codes AS code ON code.code = line.employment_type
    WHERE line.income_type = 15
        AND line.employment_type IS NOT NULL
        AND line.paid_minutes > 0
        AND (date_diff('month', line.birth_month, date_trunc('month', line.period)) - 1) // 12 >= settings.adult_age
),
counted AS (
    SELECT employer_id, period, hourly_cents, count(*) AS jobs
    FROM staff
    SEMI JOIN hirer_months USING (employer_id, period)
    GROUP BY employer_id, period, hourly_cents
),
ranked AS (
    SELECT
        employer_id,
        period,
        hourly_cents,
        sum(jobs) OVER (PARTITION BY employer_id, period ORDER BY hourly_cents) AS jobs_up_to,
        sum(jobs) OVER (PARTITION BY employer_id, period) AS all_jobs
    FROM counted
)
SELECT
    employer_id,
    period,
    CAST(max(all_jobs) AS BIGINT) AS jobs,
    min(hourly_cents) FILTER (jobs_up_to * 100 >= all_jobs * settings.percentile) AS floor_cents
FROM ranked
CROSS JOIN settings
GROUP BY employer_id, period
