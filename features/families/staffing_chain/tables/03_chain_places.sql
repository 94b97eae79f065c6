-- The place of each party in the chain of each month: hours hired and lent, how many links the longest visible chain
-- behind it has (0 when it hires nobody, up to 4), and how many links stand behind its own lenders. The chain runs on
-- through parties that are no employer. Hop by hop, each on sums of the hop before: work grows with the number of
-- links, never with the number of ways through the chain, as it does in a recursive join.
WITH one_link AS (
    SELECT hirer_id AS employer_id, month_no, CAST(sum(minutes) AS BIGINT) AS minutes, count(*) AS links
    FROM chain_links
    GROUP BY hirer_id, month_no
),
lends AS (
    SELECT lender_id AS employer_id, month_no, CAST(sum(minutes) AS BIGINT) AS minutes
    FROM chain_links
    GROUP BY lender_id, month_no
),
two_links AS (
    SELECT link.hirer_id AS employer_id, link.month_no, CAST(sum(behind.links) AS BIGINT) AS links
    FROM chain_links AS link
    JOIN one_link AS behind ON behind.employer_id = link.lender_id AND behind.month_no = link.month_no
    GROUP BY link.hirer_id, link.month_no
),
three_links AS (
    SELECT link.hirer_id AS employer_id, link.month_no, CAST(sum(behind.links) AS BIGINT) AS links
    FROM chain_links AS link
    JOIN two_links AS behind ON behind.employer_id = link.lender_id AND behind.month_no = link.month_no
    GROUP BY link.hirer_id, link.month_no
),
four_links AS (
    SELECT link.hirer_id AS employer_id, link.month_no, CAST(sum(behind.links) AS BIGINT) AS links
    FROM chain_links AS link
    JOIN three_links AS behind ON behind.employer_id = link.lender_id AND behind.month_no = link.month_no
    GROUP BY link.hirer_id, link.month_no
)
SELECT
    coalesce(one_link.employer_id, lends.employer_id) AS employer_id,
    coalesce(one_link.month_no, lends.month_no) AS month_no,
    one_link.employer_id IS NOT NULL AS is_hirer,
    lends.employer_id IS NOT NULL AS is_lender,
    coalesce(one_link.minutes, 0) AS hired_minutes,
    coalesce(lends.minutes, 0) AS lent_minutes,
    CASE
        WHEN four_links.employer_id IS NOT NULL THEN 4
        WHEN three_links.employer_id IS NOT NULL THEN 3
        WHEN two_links.employer_id IS NOT NULL THEN 2
        WHEN one_link.employer_id IS NOT NULL THEN 1
        ELSE 0
    END AS depth,
    coalesce(two_links.links, 0) + coalesce(three_links.links, 0) + coalesce(four_links.links, 0) AS links_behind
FROM one_link
FULL JOIN lends ON lends.employer_id = one_link.employer_id AND lends.month_no = one_link.month_no
LEFT JOIN two_links ON two_links.employer_id = one_link.employer_id AND two_links.month_no = one_link.month_no
LEFT JOIN three_links ON three_links.employer_id = one_link.employer_id AND three_links.month_no = one_link.month_no
LEFT JOIN four_links ON four_links.employer_id = one_link.employer_id AND four_links.month_no = one_link.month_no
