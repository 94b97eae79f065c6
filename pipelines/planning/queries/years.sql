-- One row a year and employer that was active in it, as it was at the year's end (or the as-of date), with whether a case
-- of it was selected in that year. Years without any case are left out; months counts those of the year with one.
-- {employers}, {inspections} and {links} are the as-known queries; sections and regions come from the reference lists.
WITH known AS ({employers}),
links AS ({links}),
years AS (
    SELECT year, make_date(year, 1, 1) AS first_day, least(make_date(year, 12, 31), $as_of) AS last_day
    FROM (SELECT unnest($years) AS year)
),
active AS (
    SELECT years.year, known.*
    FROM years
    JOIN known
        ON known.valid_from <= years.last_day
        AND known.start_date <= years.last_day
        AND coalesce(known.end_date >= years.first_day, true)
        AND coalesce(known.valid_to >= years.first_day, true)
    QUALIFY row_number() OVER (PARTITION BY years.year, known.employer_id ORDER BY known.valid_from DESC) = 1
),
roles AS (
    SELECT year, employer_id, bool_or(lends) AS lends, bool_or(NOT lends) AS hires
    FROM (
        SELECT year(period) AS year, lender_id AS employer_id, true AS lends FROM links
        UNION ALL
        SELECT year(period), hirer_id, false FROM links
    )
    GROUP BY year, employer_id
),
looked AS (
    SELECT DISTINCT year(selected_on) AS year, employer_id FROM ({inspections})
),
covered AS (
    SELECT year(selected_on) AS year, count(DISTINCT month(selected_on)) AS months FROM ({inspections}) GROUP BY year
)
SELECT
    active.year,
    covered.months,
    section.section AS sector,
    region.region,
    active.size_class,
    CASE
        WHEN roles.lends AND roles.hires THEN 'both'
        WHEN roles.lends THEN 'lender'
        WHEN roles.hires THEN 'hirer'
        ELSE 'neither'
    END AS kind,
    count(*) AS employers,
    count(looked.employer_id) AS looked_at
FROM active
JOIN covered ON covered.year = active.year
LEFT JOIN sections AS section ON section.division = left(active.sbi_code, 2)
LEFT JOIN regions AS region ON region.province = active.province
LEFT JOIN roles ON roles.year = active.year AND roles.employer_id = active.employer_id
LEFT JOIN looked ON looked.year = active.year AND looked.employer_id = active.employer_id
GROUP BY ALL
ORDER BY ALL
