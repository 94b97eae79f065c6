-- Hiring, lending and passing on of workers over the twelve periods of the window. Reads chunk (employer_id),
-- wage_lines, lending_lines and chain.
WITH own AS (
    SELECT employer_id, sum(paid_minutes) AS paid_minutes FROM wage_lines GROUP BY employer_id
),
hired AS (
    SELECT
        hirer_id AS employer_id,
        sum(hired_minutes) AS minutes,
        sum(hired_minutes) FILTER (lender_registered IS NOT NULL) AS tested_minutes,
        sum(hired_minutes) FILTER (NOT lender_registered) AS unregistered_minutes,
        sum(invoiced_cents) AS invoiced_cents,
        count(DISTINCT lender_id) AS lenders
    FROM lending_lines
    WHERE hirer_id IN (SELECT employer_id FROM chunk)
    GROUP BY hirer_id
),
lent AS (
    SELECT
        lender_id AS employer_id,
        sum(hired_minutes) AS minutes,
        sum(hired_minutes) FILTER (lender_registered IS NOT NULL) AS tested_minutes,
        sum(hired_minutes) FILTER (NOT lender_registered) AS unregistered_minutes,
        sum(invoiced_cents) AS invoiced_cents
    FROM lending_lines
    WHERE lender_id IN (SELECT employer_id FROM chunk)
    GROUP BY lender_id
),
place AS (
    SELECT
        employer_id,
        max(depth) AS depth,
        count_if(is_hirer AND is_lender) / nullif(count_if(is_lender), 0) AS relending_share
    FROM chain
    WHERE employer_id IN (SELECT employer_id FROM chunk)
    GROUP BY employer_id
)
SELECT
    chunk.employer_id,
    coalesce(hired.minutes, 0) / nullif(coalesce(hired.minutes, 0) + coalesce(own.paid_minutes, 0), 0) AS hired_hours_share,
    coalesce(hired.unregistered_minutes, 0) / nullif(hired.tested_minutes, 0) AS unregistered_lender_share,
    coalesce(hired.lenders, 0) AS lender_count,
    hired.invoiced_cents * 60 / nullif(hired.minutes, 0) / 100 AS price_per_hired_hour,
    lent.minutes / nullif(own.paid_minutes, 0) AS lent_hours_per_paid_hour,
    coalesce(lent.unregistered_minutes, 0) / nullif(lent.tested_minutes, 0) AS unregistered_lending_share,
    lent.invoiced_cents * 60 / nullif(lent.minutes, 0) / 100 AS price_per_lent_hour,
    place.relending_share,
    coalesce(place.depth, 0) AS chain_depth
FROM chunk
LEFT JOIN own USING (employer_id)
LEFT JOIN hired USING (employer_id)
LEFT JOIN lent USING (employer_id)
LEFT JOIN place USING (employer_id)
