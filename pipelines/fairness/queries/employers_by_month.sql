-- The employers that were active on the first day of each month, as they were then, with the ground on which each was
-- chosen in that month, if it was. All who were chosen are kept, and of the others a share drawn by lot.
-- {employers} is the as-known query; `cases` is a table made before.
WITH months AS (SELECT unnest(generate_series($first::DATE, $last::DATE, INTERVAL 1 MONTH))::DATE AS month),
versions AS (
    SELECT *, lead(valid_from) OVER (PARTITION BY employer_id ORDER BY valid_from) AS followed_from
    FROM ({employers})
),
chosen AS (
    SELECT employer_id, date_trunc('month', selected_on)::DATE AS month, arg_min(ground, case_id) AS ground,
        min(case_id) AS case_id
    FROM cases GROUP BY ALL
)
SELECT v.employer_id, m.month, v.sbi_code, v.size_class, v.province, v.legal_form, v.start_date, c.ground, c.case_id
FROM versions AS v
JOIN months AS m ON v.valid_from <= m.month AND coalesce(m.month < v.followed_from, true)
LEFT JOIN chosen AS c ON c.employer_id = v.employer_id AND c.month = m.month
WHERE v.start_date <= m.month AND coalesce(v.end_date >= m.month, true) AND coalesce(v.valid_to >= m.month, true)
    AND (c.ground IS NOT NULL OR hash(v.employer_id, m.month, $seed) % 1000000 < $keep)
