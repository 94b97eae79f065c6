-- With how many parties an employer dealt in the months in which it both hired and lent.
WITH both_ways AS (
    SELECT employer_id, month_no
    FROM chain_places
    SEMI JOIN population ON population.employer_id = chain_places.employer_id
    WHERE is_hirer AND is_lender
),
partners AS (
    SELECT both_ways.employer_id, link.lender_id AS partner_id
    FROM both_ways
    JOIN chain_links AS link ON link.hirer_id = both_ways.employer_id AND link.month_no = both_ways.month_no
    UNION
    SELECT both_ways.employer_id, link.hirer_id AS partner_id
    FROM both_ways
    JOIN chain_links AS link ON link.lender_id = both_ways.employer_id AND link.month_no = both_ways.month_no
)
SELECT employer_id, count(*) AS partners
FROM partners
GROUP BY employer_id
