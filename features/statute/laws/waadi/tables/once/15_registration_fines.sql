-- The norm amount of the fine for lending or hiring without registration, by number of workers and day, in cents. Where
-- known is false the amount of those days was not found, and cents is the last one before them. Reads parameter_values.
SELECT
    CAST(name AS INTEGER) AS from_workers,
    lead(CAST(name AS INTEGER)) OVER (PARTITION BY valid_from ORDER BY CAST(name AS INTEGER)) - 1 AS to_workers,
    valid_from,
    valid_to,
    CAST(number AS BIGINT) AS cents,
    known
FROM parameter_values
WHERE parameter_id = 'waadi.registration_fine' AND number IS NOT NULL
