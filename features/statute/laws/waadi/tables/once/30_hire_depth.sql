-- How many links the longest visible chain behind a hirer has in a month: 1 when its lenders hire nobody themselves, up
-- to 4. Hop by hop, because a recursive join over a whole country's chain takes far too long. Two parties of one
-- employer are no link. Reads links.
WITH hops AS (SELECT DISTINCT lender_id, hirer_id, period FROM links WHERE lender_id <> hirer_id),
hires AS (SELECT DISTINCT hirer_id AS employer_id, period FROM hops),
second AS (
    SELECT DISTINCT hops.hirer_id AS employer_id, hops.period
    FROM hops
    SEMI JOIN hires ON hires.employer_id = hops.lender_id AND hires.period = hops.period
),
third AS (
    SELECT DISTINCT hops.hirer_id AS employer_id, hops.period
    FROM hops
    SEMI JOIN second ON second.employer_id = hops.lender_id AND second.period = hops.period
),
fourth AS (
    SELECT DISTINCT hops.hirer_id AS employer_id, hops.period
    FROM hops
    SEMI JOIN third ON third.employer_id = hops.lender_id AND third.period = hops.period
)
SELECT
    hires.employer_id,
    hires.period,
    CASE
        WHEN fourth.employer_id IS NOT NULL THEN 4
        WHEN third.employer_id IS NOT NULL THEN 3
        WHEN second.employer_id IS NOT NULL THEN 2
        ELSE 1
    END AS depth
FROM hires
LEFT JOIN second ON second.employer_id = hires.employer_id AND second.period = hires.period
LEFT JOIN third ON third.employer_id = hires.employer_id AND third.period = hires.period
LEFT JOIN fourth ON fourth.employer_id = hires.employer_id AND fourth.period = hires.period
