-- How a wage record follows from a job and chance, in whole cents and quarter hours. The rules are macros because what
-- earlier months have built up is worked out once more when it is paid, instead of being kept for ten million jobs.
CREATE MACRO record_bits(job_id, m) AS hash(hash(getvariable('seed'), job_id, m));
-- The k-th sixteen bits of a hash, as a whole number and as a draw from 0 up to 1.
CREATE MACRO sixteen(h, k) AS ((h >> (k * 16)::UBIGINT) & 65535::UBIGINT)::INTEGER;
CREATE MACRO draw(h, k) AS sixteen(h, k) / 65536e0;

-- The hourly minimum from a list by age, 15 to 21; a birthday counts from the month after it.
CREATE MACRO minimum_of(amounts, m, birth_m) AS if(m - birth_m > 252, amounts[7],
    amounts[greatest(1, least(7, (m - birth_m - 1) // 12 - 14))]);

-- An honest employer pays at least the minimum: the hourly rate and each amount are rounded up.
CREATE MACRO hourly_rate(minimum, multiple, is_underpaid, depth) AS
    if(is_underpaid AND multiple <= 11000, floor(minimum * (1 - depth))::INTEGER, (minimum * multiple + 9999) // 10000);

-- Quarter hours at the plain rate; weeks in 84ths (a month has 364 of them); there: the share of the period that the
-- job lasts. Shaved hours are worked but not recorded.
CREATE MACRO plain_quarters_of(week_quarters, weeks, is_on_call, there, is_shaved, depth, r) AS
    if(is_on_call OR there < 1 OR is_shaved,
        greatest(2, floor(week_quarters * weeks / 84e0 * there * if(is_shaved, 1 - depth, 1)
            * if(is_on_call, 0.45e0 + 1.1e0 * draw(r, 0), 1)))::INTEGER,
        week_quarters * weeks // 84);
-- One month in ten, for who works 30 hours or more.
CREATE MACRO overtime_quarters_of(week_quarters, income_type, is_shaved, r) AS
    if(sixteen(r, 1) < 6554 AND week_quarters >= 120 AND income_type = 15 AND NOT is_shaved,
        4 + sixteen(r, 0) * 60 // 65536, 0);
CREATE MACRO plain_cents_of(quarters, rate) AS (quarters * rate + 3) // 4;
-- Overtime at 125%.
CREATE MACRO overtime_cents_of(quarters, rate) AS (quarters * rate * 5 + 15) // 16;
-- Holiday allowance: 8%.
CREATE MACRO allowance_of(plain_quarters, overtime_quarters, rate) AS
    ((plain_cents_of(plain_quarters, rate) + overtime_cents_of(overtime_quarters, rate)) * 8 + 99) // 100;

-- The mistakes of a first report: too many hours, or too few, or the wrong wage for the right ones.
CREATE MACRO mistaken_quarters(quarters, r) AS floor(quarters
    * if(sixteen(r, 3) < 26214, 1.04e0 + 0.3e0 * draw(r, 3), if(sixteen(r, 3) < 42598, 0.9e0, 1)))::INTEGER;
CREATE MACRO mistaken_cents(cents, r) AS floor(cents
    * if(sixteen(r, 3) < 42598, 1, if(sixteen(r, 3) < 55706, 0.9e0, 1.1e0)))::INTEGER;

-- Holiday allowance built up i months ago (month m) in a job that is paid by the month. What the employer did wrong
-- then stands in bit i of underpays, shaves and hides.
CREATE MACRO allowance_ago(i, m, amounts, job_id, start_m, started_on, birth_m, week_quarters, income_type, is_on_call,
    multiple, underpays, shaves, hides, depth) AS
    if(i > getvariable('seen_months') OR start_m > m OR (hides >> i) & 1 = 1, 0, allowance_of(
        plain_quarters_of(week_quarters, 364, is_on_call, if(start_m = m, (last_day(started_on) - started_on + 1)
            / day(last_day(started_on)), 1), (shaves >> i) & 1 = 1, depth, record_bits(job_id, m)),
        overtime_quarters_of(week_quarters, income_type, (shaves >> i) & 1 = 1, record_bits(job_id, m)),
        hourly_rate(minimum_of(amounts, m, birth_m), multiple, (underpays >> i) & 1 = 1, depth)));

-- Holiday allowance built up since June in the months before this one that lie within the window.
CREATE MACRO allowance_since_june(job_id, start_m, started_on, birth_m, week_quarters, income_type, is_on_call,
    multiple, underpays, shaves, hides, depth) AS
    allowance_ago(1, getvariable('m') - 1, getvariable('minimums')[1], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(2, getvariable('m') - 2, getvariable('minimums')[2], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(3, getvariable('m') - 3, getvariable('minimums')[3], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(4, getvariable('m') - 4, getvariable('minimums')[4], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(5, getvariable('m') - 5, getvariable('minimums')[5], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(6, getvariable('m') - 6, getvariable('minimums')[6], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(7, getvariable('m') - 7, getvariable('minimums')[7], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(8, getvariable('m') - 8, getvariable('minimums')[8], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(9, getvariable('m') - 9, getvariable('minimums')[9], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(10, getvariable('m') - 10, getvariable('minimums')[10], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth)
    + allowance_ago(11, getvariable('m') - 11, getvariable('minimums')[11], job_id, start_m, started_on,
        birth_m, week_quarters, income_type, is_on_call, multiple, underpays, shaves, hides, depth);
