-- The site of every employer that is looked at: by lot among those seen active lately (the lot is a hash that looks at no
-- score), and the one seen last where none was. {establishments} is the as-known query.
WITH known AS ({establishments}),
valid AS (
    SELECT establishment_id, employer_id, municipality_code, postcode, last_seen_active
    FROM known
    WHERE valid_from <= $as_of AND (valid_to IS NULL OR valid_to >= $as_of)
    QUALIFY row_number() OVER (PARTITION BY establishment_id ORDER BY valid_from DESC) = 1
),
lots AS (
    SELECT
        *,
        coalesce(last_seen_active > $seen_since, false) AS recent,
        md5($salt || '/' || establishment_id) AS lot
    FROM valid
)
SELECT
    employer_id,
    establishment_id,
    municipality_code,
    postcode,
    last_seen_active,
    NOT recent AS site_doubtful,
    CASE WHEN recent THEN 'lot' ELSE 'last_seen' END AS site_rule,
    CASE WHEN recent THEN 1.0::DOUBLE / count(*) FILTER (recent) OVER (PARTITION BY employer_id) ELSE 1.0 END
        AS site_probability
FROM lots
QUALIFY row_number() OVER (
    PARTITION BY employer_id
    ORDER BY recent DESC, CASE WHEN NOT recent THEN last_seen_active END DESC NULLS LAST, lot, establishment_id
) = 1
ORDER BY employer_id
