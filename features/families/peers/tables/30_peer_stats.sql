-- Who the peers of each sector, size class and region are for each ratio, and their mean and standard deviation.
-- Peers are at least 20 employers with the ratio, the employer itself among them: of the same sector and size class
-- (and region, for the ratios compared nearby); with fewer the same sector; with fewer still all employers.
-- A deviation is at least 100 ten-thousandths: among employers that are all alike a small difference says little.
WITH by_cell AS (
    SELECT
        sector, size_class, region, 'below' AS ratio, false AS nearby,
        below_n AS n, below_total AS total, below_squares AS squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'near_minimum', false, near_minimum_n, near_minimum_total, near_minimum_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'pay', false, pay_n, pay_total, pay_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'hours', false, hours_n, hours_total, hours_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'overtime', false, overtime_n, overtime_total, overtime_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'on_call', false, on_call_n, on_call_total, on_call_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'fixed_term', false, fixed_term_n, fixed_term_total, fixed_term_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'starts', false, starts_n, starts_total, starts_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'youth', false, youth_n, youth_total, youth_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'holiday_gap', false, holiday_gap_n, holiday_gap_total, holiday_gap_squares
    FROM peer_cells
    UNION ALL
    SELECT sector, size_class, region, 'below_region', true, below_n, below_total, below_squares
    FROM peer_cells
    UNION ALL
    SELECT
        sector, size_class, region, 'near_minimum_region', true,
        near_minimum_n, near_minimum_total, near_minimum_squares
    FROM peer_cells
),
grouped AS (
    SELECT
        by_cell.*,
        sum(n) OVER (PARTITION BY ratio, sector, size_class) AS size_n,
        sum(total) OVER (PARTITION BY ratio, sector, size_class) AS size_total,
        sum(squares) OVER (PARTITION BY ratio, sector, size_class) AS size_squares,
        sum(n) OVER (PARTITION BY ratio, sector) AS sector_n,
        sum(total) OVER (PARTITION BY ratio, sector) AS sector_total,
        sum(squares) OVER (PARTITION BY ratio, sector) AS sector_squares,
        sum(n) OVER (PARTITION BY ratio) AS all_n,
        sum(total) OVER (PARTITION BY ratio) AS all_total,
        sum(squares) OVER (PARTITION BY ratio) AS all_squares
    FROM by_cell
),
levelled AS (
    SELECT
        grouped.*,
        CASE
            WHEN nearby AND n >= 20 THEN 'region'
            WHEN size_n >= 20 THEN 'size'
            WHEN sector_n >= 20 THEN 'sector'
            ELSE 'all'
        END AS level
    FROM grouped
),
chosen AS (
    SELECT
        sector,
        size_class,
        region,
        ratio,
        CASE level WHEN 'region' THEN n WHEN 'size' THEN size_n WHEN 'sector' THEN sector_n ELSE all_n END AS n,
        CASE level
            WHEN 'region' THEN total WHEN 'size' THEN size_total WHEN 'sector' THEN sector_total ELSE all_total
        END AS total,
        CASE level
            WHEN 'region' THEN squares WHEN 'size' THEN size_squares WHEN 'sector' THEN sector_squares ELSE all_squares
        END AS squares
    FROM levelled
)
SELECT
    sector,
    size_class,
    region,
    ratio,
    CAST(n AS BIGINT) AS n,
    total * 1.0e0 / n AS mean,
    greatest(
        100.0e0,
        sqrt(greatest(0.0e0, squares * 1.0e0 / n - (total * 1.0e0 / n) * (total * 1.0e0 / n)))
    ) AS deviation
FROM chosen
WHERE n > 1
