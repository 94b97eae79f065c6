-- Hiring over the twelve months, one row an employer that hires: hours, prices and lenders. "In the register" are
-- lenders that are an employer of it; only of those it is known how old they are, whether they still exist and whether
-- they hold a certificate. parts are millionths of the hours, so that their squares are sums of whole numbers.
WITH lenders AS (
    SELECT
        employer.employer_id,
        employer.start_date > $two_years_ago AS young,
        NOT employer.active OR insolvent.employer_id IS NOT NULL AS ended
    FROM employers_now AS employer
    LEFT JOIN (
        SELECT DISTINCT employer_id
        FROM insolvencies_known
        WHERE declared_on <= $as_of AND coalesce(ended_on, $as_of) >= $first_period
    ) AS insolvent ON insolvent.employer_id = employer.employer_id
),
totals AS (SELECT hirer_id, sum(minutes) AS minutes FROM chain_pairs GROUP BY hirer_id),
pairs AS (
    SELECT
        pair.*,
        CAST(floor(1000000 * (pair.minutes * 1.0e0 / nullif(totals.minutes, 0))) AS BIGINT) AS parts,
        lenders.employer_id IS NOT NULL AS in_register,
        coalesce(lenders.young, false) AS young,
        coalesce(lenders.ended, false) AS ended
    FROM chain_pairs AS pair
    JOIN totals ON totals.hirer_id = pair.hirer_id
    LEFT JOIN lenders ON lenders.employer_id = pair.lender_id
)
SELECT
    hirer_id AS employer_id,
    count(*) AS lenders,
    count_if(first_month > $last_month - 3) AS new_lenders,
    sum(minutes) AS minutes,
    max(minutes) AS largest_minutes,
    sum(parts * parts) AS squared_parts,
    sum(invoiced_cents) AS invoiced_cents,
    sum(expected_cents) AS expected_cents,
    sum(tested_minutes) AS tested_minutes,
    sum(unregistered_minutes) AS unregistered_minutes,
    sum(foreign_minutes) AS foreign_minutes,
    sum(minutes) FILTER (WHERE in_register) AS register_minutes,
    sum(minutes) FILTER (WHERE young) AS young_minutes,
    sum(minutes) FILTER (WHERE ended) AS ended_minutes,
    sum(minutes - certified_minutes) FILTER (WHERE in_register) AS uncertified_minutes
FROM pairs
GROUP BY hirer_id
