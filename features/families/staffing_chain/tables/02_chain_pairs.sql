-- The links of the twelve months together: one row a lender and hirer.
SELECT
    lender_id,
    hirer_id,
    min(month_no) AS first_month,
    CAST(sum(minutes) AS BIGINT) AS minutes,
    CAST(sum(invoiced_cents) AS BIGINT) AS invoiced_cents,
    CAST(sum(expected_cents) AS BIGINT) AS expected_cents,
    CAST(sum(tested_minutes) AS BIGINT) AS tested_minutes,
    CAST(sum(unregistered_minutes) AS BIGINT) AS unregistered_minutes,
    CAST(sum(foreign_minutes) AS BIGINT) AS foreign_minutes,
    CAST(sum(certified_minutes) AS BIGINT) AS certified_minutes
FROM chain_links
GROUP BY lender_id, hirer_id
