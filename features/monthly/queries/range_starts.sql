-- Every $size-th wage tax number of the month, from the lowest on. Reads returns.
WITH ordered AS (
    SELECT loonheffingennummer, row_number() OVER (ORDER BY loonheffingennummer) AS position
    FROM returns
    GROUP BY loonheffingennummer
)
SELECT loonheffingennummer FROM ordered WHERE (position - 1) % $size = 0 ORDER BY loonheffingennummer
