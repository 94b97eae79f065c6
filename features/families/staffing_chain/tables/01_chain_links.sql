-- Who lent to whom in which month of the window. An employer that lends to itself (two of its parties) does not lend.
-- expected_cents is what the hours would have cost at the month's mean price over all links; certified_minutes are
-- hours of a lender that held an SNA certificate on any day of the month (employed_minutes: of a lender whose
-- certificate can be known, because it is an employer of the register).
WITH lines AS (
    SELECT lending_lines.*, CAST(extract(year FROM period) * 12 + extract(month FROM period) AS INTEGER) AS month_no
    FROM lending_lines
    WHERE lender_id <> hirer_id
),
prices AS (
    SELECT period, sum(invoiced_cents) * 1.0e0 / nullif(sum(hired_minutes), 0) AS cents_per_minute
    FROM lines
    GROUP BY period
),
lender_months AS (SELECT DISTINCT lender_id, period FROM lines),
certified AS (
    SELECT DISTINCT lender_months.lender_id, lender_months.period
    FROM lender_months
    JOIN employers_known AS version
        ON version.employer_id = lender_months.lender_id
        AND version.valid_from <= last_day(lender_months.period)
        AND coalesce(version.valid_to, lender_months.period) >= lender_months.period
        AND version.sna_certified_from <= last_day(lender_months.period)
        AND coalesce(version.sna_certified_to, lender_months.period) >= lender_months.period
)
SELECT
    lines.lender_id,
    lines.hirer_id,
    lines.month_no,
    CAST(sum(lines.hired_minutes) AS BIGINT) AS minutes,
    CAST(sum(lines.invoiced_cents) AS BIGINT) AS invoiced_cents,
    CAST(sum(CAST(floor(lines.hired_minutes * prices.cents_per_minute) AS BIGINT)) AS BIGINT) AS expected_cents,
    CAST(coalesce(sum(lines.hired_minutes) FILTER (WHERE lines.lender_registered IS NOT NULL), 0) AS BIGINT)
        AS tested_minutes,
    CAST(coalesce(sum(lines.hired_minutes) FILTER (WHERE NOT lines.lender_registered), 0) AS BIGINT)
        AS unregistered_minutes,
    CAST(coalesce(sum(lines.hired_minutes) FILTER (WHERE lines.lender_kind = 'foreign'), 0) AS BIGINT)
        AS foreign_minutes,
    CAST(coalesce(sum(lines.hired_minutes) FILTER (WHERE certified.lender_id IS NOT NULL), 0) AS BIGINT)
        AS certified_minutes
FROM lines
JOIN prices ON prices.period = lines.period
LEFT JOIN certified ON certified.lender_id = lines.lender_id AND certified.period = lines.period
GROUP BY lines.lender_id, lines.hirer_id, lines.month_no
