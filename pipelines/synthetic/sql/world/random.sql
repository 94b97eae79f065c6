-- Random numbers that depend on the seed and a key only: the same whatever the number of threads or the order of rows.
-- The hash is taken twice: one round of DuckDB's combined hash leaves two streams of the same key dependent.
CREATE MACRO bits(stream, a) AS hash(hash(getvariable('seed'), stream, a));
CREATE MACRO bits2(stream, a, b) AS hash(hash(getvariable('seed'), stream, a, b));

-- A number between 0 and 1, both excluded, from the upper 53 bits.
CREATE MACRO unit(h) AS ((h >> 11)::DOUBLE + 0.5) / 9007199254740992.0;
CREATE MACRO u(stream, a) AS unit(bits(stream, a));
CREATE MACRO u2(stream, a, b) AS unit(bits2(stream, a, b));

-- A number from 0 up to 1 from one of the four 16-bit slices of a hash: four draws for the price of one.
CREATE MACRO slice(h, k) AS ((h >> (k * 16)) & 65535)::DOUBLE / 65536.0;

-- A standard normal number (Box and Muller, 1958).
CREATE MACRO normal(stream, a) AS sqrt(-2 * ln(u(stream, a))) * cos(2 * pi() * u(stream || ' angle', a));
CREATE MACRO logistic(x) AS 1 / (1 + exp(-(x)));

-- Months are counted as year * 12 + month - 1.
CREATE MACRO month_number(d) AS year(d) * 12 + month(d) - 1;
CREATE MACRO month_start(m) AS make_date(m // 12, m % 12 + 1, 1);
CREATE MACRO month_end(m) AS last_day(month_start(m));

-- Whole cents to euros, whole hundredths to hours, exactly.
CREATE MACRO eur(cents) AS (cents::DECIMAL(12, 0) * 0.01::DECIMAL(3, 2))::DECIMAL(12, 2);
CREATE MACRO hours(hundredths) AS (hundredths::DECIMAL(7, 0) * 0.01::DECIMAL(3, 2))::DECIMAL(7, 2);

-- Digits of a number that ends up as an 11-tested one: weights 9 to 2 for the first eight, -1 for the last.
CREATE MACRO eleven_test_sum(eight) AS
    9 * (eight // 10000000 % 10) + 8 * (eight // 1000000 % 10) + 7 * (eight // 100000 % 10)
    + 6 * (eight // 10000 % 10) + 5 * (eight // 1000 % 10) + 4 * (eight // 100 % 10)
    + 3 * (eight // 10 % 10) + 2 * (eight % 10);

-- The day on which an employer ends that begins within the window (or is there when it opens), for those that do.
CREATE MACRO end_after(since, n, is_gone) AS CASE WHEN is_gone AND since + 61 < getvariable('horizon')
    THEN since + 60 + (u('end', n) * (getvariable('horizon') - since - 60))::INTEGER END;

-- A postcode of the right form: four digits from 1000, and two letters without those that are never given out together.
CREATE MACRO postcode(h) AS printf('%d%s%s', 1000 + (h % 9000)::INTEGER,
    substr('ABCDEGHJKLMNPRTVWXZ', 1 + ((h >> 16) % 19)::INTEGER, 1),
    substr('ABCDEGHJKLMNPRTVWXZ', 1 + ((h >> 32) % 19)::INTEGER, 1));

-- How many of the shares, laid one after another, lie wholly below a draw between 0 and 1: 0 for the first share.
CREATE MACRO steps(draw, shares) AS len(list_filter(range(1, len(shares)),
    lambda k: list_sum(list_slice(shares, 1, k)) <= draw))::INTEGER;

-- When an employer first becomes known: some days after it starts, and within its first month, so that the register
-- that other drops refer to is never late. The registers begin with the Waadi registration, in July 2012.
CREATE MACRO known_first(n, start_date) AS greatest(DATE '2012-07-01' + floor(17 * u('known', n))::INTEGER,
    least(start_date + 3 + floor(17 * u('known', n))::INTEGER, last_day(start_date)));
