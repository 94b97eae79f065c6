-- What was found two links away, through each neighbour: at the neighbour's own lenders and at its own hirers. The
-- employer itself is one of those (what it lends to a neighbour makes it the neighbour's lender): its hours and
-- findings are taken off again, so that nobody's own findings come back to it. Each neighbour counts by its share of
-- the employer's hours, each party behind it by its share of the neighbour's.
WITH behind AS (
    SELECT
        side.employer_id,
        side.hired_minutes + side.lent_minutes AS minutes,
        around.lender_minutes - side.lent_minutes AS lender_minutes,
        around.lender_findings - side.lent_minutes * coalesce(own.thousandths, 0) AS lender_findings,
        around.hirer_minutes - side.hired_minutes AS hirer_minutes,
        around.hirer_findings - side.hired_minutes * coalesce(own.thousandths, 0) AS hirer_findings
    FROM chain_neighbours AS side
    SEMI JOIN population ON population.employer_id = side.employer_id
    JOIN chain_around AS around ON around.employer_id = side.neighbour_id
    LEFT JOIN chain_findings AS own ON own.employer_id = side.employer_id
),
-- Whole millionths, so that the sums below do not depend on the order in which they are made.
millionths AS (
    SELECT
        employer_id,
        minutes,
        CAST(floor(lender_findings * 1.0e3 / nullif(lender_minutes, 0)) AS BIGINT) AS lender_millionths,
        CAST(floor(hirer_findings * 1.0e3 / nullif(hirer_minutes, 0)) AS BIGINT) AS hirer_millionths
    FROM behind
)
SELECT
    employer_id,
    CAST(sum(minutes) AS BIGINT) AS minutes,
    CAST(sum(minutes * lender_millionths) AS BIGINT) AS lender_findings,
    CAST(sum(minutes * hirer_millionths) AS BIGINT) AS hirer_findings
FROM millionths
GROUP BY employer_id
