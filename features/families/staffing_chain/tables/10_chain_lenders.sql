-- Lending over the twelve months, one row an employer that lends: hours, prices and hirers. A shared hirer also hired
-- from another lender in those months.
SELECT
    pair.lender_id AS employer_id,
    count(*) AS hirers,
    count_if(hirer.lenders > 1) AS shared_hirers,
    sum(pair.minutes) AS minutes,
    sum(pair.invoiced_cents) AS invoiced_cents,
    sum(pair.expected_cents) AS expected_cents,
    sum(pair.tested_minutes) AS tested_minutes,
    sum(pair.unregistered_minutes) AS unregistered_minutes
FROM chain_pairs AS pair
JOIN chain_hirers AS hirer ON hirer.employer_id = pair.hirer_id
GROUP BY pair.lender_id
