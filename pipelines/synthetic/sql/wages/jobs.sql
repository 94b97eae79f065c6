-- Jobs: the spells with the birth and the number of the worker, in the order of delivery.
--
-- Numbers have nine digits and fail the 11-test, so that they are nobody's. Each start of eight digits has ten last
-- digits, of which at most one passes; nine of the others are counted, and each worker gets another of the 810 million
-- (less one) numbers: multiplying modulo a prime leaves different workers different. The test's sum, of the first eight
-- digits with weights 9 to 2, is here the start twice, less (9 j + 8) times what it is without its last j digits.
CREATE TABLE jobs AS
WITH known AS (
    SELECT m.job_id, m.from_job, m.first_spell_day, s.birth_day
    FROM moves AS m JOIN spells AS s ON s.job_id = m.from_job
), held AS (
    SELECT s.* REPLACE (coalesce(k.from_job, s.worker) AS worker, coalesce(k.birth_day, s.birth_day) AS birth_day,
            coalesce(k.first_spell_day, s.first_spell_day) AS first_spell_day)
    FROM spells AS s LEFT JOIN known AS k ON k.job_id = s.job_id
), scattered AS (
    SELECT *, (worker::BIGINT * 489132577 + getvariable('seed')) % 809999999 AS place FROM held
), started AS (
    SELECT *, (10000000 + place // 9)::INTEGER AS p, (place % 9)::INTEGER AS ninth FROM scattered
), numbered AS (
    SELECT *, (2 * p - 17 * (p // 10) - 26 * (p // 100) - 35 * (p // 1000) - 44 * (p // 10000) - 53 * (p // 100000)
            - 62 * (p // 1000000) - 71 * (p // 10000000)) % 11 AS passing,
        10 * p + ninth + if(ninth >= passing, 1, 0) AS number,
        is_anonymous AND u('number', worker) < getvariable('without_number') AS is_unnumbered
    FROM started
)
SELECT job_id, n, if(is_unnumbered, NULL, number) AS worker_number,
    if(is_unnumbered, 'P' || worker, NULL) AS personnel_number,
    if(is_seasonal AND worker <> job_id, turn, 1)::SMALLINT AS income_relationship, income_type,
    getvariable('window_start') + birth_day AS born_on,
    getvariable('window_start') + first_spell_day AS started_on,
    if(last_spell_day = 99999, NULL, getvariable('window_start') + last_spell_day) AS ended_on,
    month_number(born_on)::INTEGER AS birth_m, month_number(started_on)::INTEGER AS start_m,
    coalesce(month_number(ended_on), 99999)::INTEGER AS end_m,
    week_quarters, multiple, is_on_call, indefinite, is_written, is_anonymous, affected_draw
FROM numbered
ORDER BY job_id;
DROP TABLE spells;
DROP TABLE moves;
DROP TABLE workplaces;
