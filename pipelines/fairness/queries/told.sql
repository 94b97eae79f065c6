-- How many signals about an employer had become known by each day on which one did, and how many of them by authorities.
SELECT DISTINCT employer_id, known_at AS day, count(*) OVER before AS reports,
    count(*) FILTER (source_kind IN ('authority', 'union')) OVER before AS heavy
FROM read_parquet($signals) WHERE known_at <= $as_of
WINDOW before AS (PARTITION BY employer_id ORDER BY known_at RANGE UNBOUNDED PRECEDING)
