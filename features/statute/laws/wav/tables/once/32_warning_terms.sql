-- For at most how many persons a warning instead of a fine can be thought of, and since which day. Reads
-- parameter_values.
SELECT
    valid_from,
    valid_to,
    CAST(max(number) FILTER (name = 'persons') AS BIGINT) AS persons
FROM parameter_values
WHERE parameter_id = 'wav.warning' AND known
GROUP BY valid_from, valid_to
