-- Chunks of $size employers in the order of their wage tax numbers: where the returns of a period are stored in that
-- order, a chunk reads its own stretch of each file and nothing else.
WITH ordered AS (
    SELECT employer_id, row_number() OVER (ORDER BY min(loonheffingennummer), employer_id) AS position
    FROM population
    LEFT JOIN numbers USING (employer_id)
    GROUP BY employer_id
)
SELECT employer_id, CAST(floor((position - 1) / $size) AS BIGINT) AS chunk
FROM ordered
