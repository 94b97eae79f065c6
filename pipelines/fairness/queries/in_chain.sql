-- Since which month an employer lends or hires workers. {links} names each party by its employer.
SELECT employer_id, min(period) AS since
FROM (SELECT period, unnest([lender_id, hirer_id]) AS employer_id FROM ({links}))
GROUP BY employer_id
