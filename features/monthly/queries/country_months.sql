-- The pre-aggregates of the window as known on the as-of date, by employer and month: a row for each number, period and
-- day of knowing, so that whoever reads it sums. {numbers} says which numbers. A period belongs to the last employer that
-- held the number in it, as in queries/wage_lines.sql.
SELECT
    numbers.employer_id,
    CAST(12 * extract(year FROM sums.from_day) + extract(month FROM sums.from_day) AS INTEGER) AS month_no,
    {columns}
FROM raw_months AS sums
JOIN {numbers} AS numbers
    ON numbers.loonheffingennummer = sums.loonheffingennummer
    AND numbers.valid_from <= sums.to_day
    AND (numbers.next_from IS NULL OR numbers.next_from > sums.to_day)
    AND (numbers.valid_to IS NULL OR numbers.valid_to >= sums.from_day)
WHERE sums.known_at <= $as_of AND sums.from_day BETWEEN $first_period AND last_day($last_period)
