-- Each party of a link with each of its neighbours: the minutes hired from it and the minutes lent to it.
WITH sides AS (
    SELECT hirer_id AS employer_id, lender_id AS neighbour_id, minutes AS hired_minutes, 0 AS lent_minutes
    FROM chain_pairs
    UNION ALL
    SELECT lender_id AS employer_id, hirer_id AS neighbour_id, 0 AS hired_minutes, minutes AS lent_minutes
    FROM chain_pairs
)
SELECT
    employer_id,
    neighbour_id,
    CAST(sum(hired_minutes) AS BIGINT) AS hired_minutes,
    CAST(sum(lent_minutes) AS BIGINT) AS lent_minutes
FROM sides
GROUP BY employer_id, neighbour_id
