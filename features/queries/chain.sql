-- Who hires and who lends in which month, and how many links the longest visible chain behind a hirer has: 1 when its
-- lenders hire nobody themselves, up to 4. It runs on through parties that are no employer. Hop by hop: a recursive
-- join over the whole chain takes a hundred times longer.
WITH hires AS (SELECT DISTINCT hirer_id AS employer_id, period FROM links),
lends AS (SELECT DISTINCT lender_id AS employer_id, period FROM links),
second AS (
    SELECT DISTINCT links.hirer_id AS employer_id, links.period
    FROM links
    SEMI JOIN hires ON hires.employer_id = links.lender_id AND hires.period = links.period
),
third AS (
    SELECT DISTINCT links.hirer_id AS employer_id, links.period
    FROM links
    SEMI JOIN second ON second.employer_id = links.lender_id AND second.period = links.period
),
fourth AS (
    SELECT DISTINCT links.hirer_id AS employer_id, links.period
    FROM links
    SEMI JOIN third ON third.employer_id = links.lender_id AND third.period = links.period
)
SELECT
    employer_id,
    period,
    hires.employer_id IS NOT NULL AS is_hirer,
    lends.employer_id IS NOT NULL AS is_lender,
    is_hirer::INTEGER
        + (second.employer_id IS NOT NULL)::INTEGER
        + (third.employer_id IS NOT NULL)::INTEGER
        + (fourth.employer_id IS NOT NULL)::INTEGER AS depth
FROM hires
FULL JOIN lends USING (employer_id, period)
LEFT JOIN second USING (employer_id, period)
LEFT JOIN third USING (employer_id, period)
LEFT JOIN fourth USING (employer_id, period)
