-- What was found directly around each party: the hours hired from its lenders and lent to its hirers, the same hours
-- times the findings at the other end (a neighbour that nobody examined has none), and how many neighbours were
-- examined.
SELECT
    side.employer_id,
    CAST(sum(side.hired_minutes) AS BIGINT) AS lender_minutes,
    CAST(sum(side.hired_minutes * coalesce(found.thousandths, 0)) AS BIGINT) AS lender_findings,
    CAST(sum(side.lent_minutes) AS BIGINT) AS hirer_minutes,
    CAST(sum(side.lent_minutes * coalesce(found.thousandths, 0)) AS BIGINT) AS hirer_findings,
    count(*) AS neighbours,
    count(found.employer_id) AS examined
FROM chain_neighbours AS side
LEFT JOIN chain_findings AS found ON found.employer_id = side.neighbour_id
GROUP BY side.employer_id
