-- Employers that are active at the end of the window, by size; agencies (SBI 78), how many of them are new and how many
-- went within a year (a shorter window is stretched to one), and how many have a certificate.
WITH judged AS (
    SELECT size_class, sbi_code LIKE '78%' AS is_agency, sbi_code LIKE '55%' OR sbi_code LIKE '56%' AS is_horeca,
        start_date <= getvariable('as_of') AND coalesce(end_date > getvariable('as_of'), true) AS is_active,
        start_date > getvariable('year_before') AND start_date <= getvariable('as_of') AS is_new,
        end_date > getvariable('year_before') AND end_date <= getvariable('as_of') AS is_gone,
        coalesce(sna_certified_from <= getvariable('as_of'), false)
            AND coalesce(sna_certified_to >= getvariable('as_of'), true) AS is_certified
    FROM employers
), counted AS (
    SELECT count(*) FILTER (is_active) AS active, count(*) FILTER (is_active AND is_agency) AS agencies,
        avg(is_agency::INTEGER) FILTER (is_active) AS agency_share,
        count(*) FILTER (is_agency AND is_new) / agencies / getvariable('years') AS new_share,
        count(*) FILTER (is_agency AND is_gone) / agencies / getvariable('years') AS gone_share,
        avg(is_certified::INTEGER) FILTER (is_active AND is_agency) AS certified_share,
        avg(is_horeca::INTEGER) FILTER (is_active) AS horeca_share
    FROM judged
), classes AS (
    SELECT CASE WHEN size_class IN ('1', '2') THEN 'size_1_2' WHEN size_class = '100+' THEN 'size_100'
            ELSE 'size_' || replace(size_class, '-', '_') END AS figure, count(*) AS employers
    FROM judged WHERE is_active GROUP BY figure
)
SELECT figure, employers / active AS reached, active AS sample FROM classes, counted
UNION ALL
SELECT unnest([
    {'figure': 'agencies', 'reached': agency_share, 'sample': active},
    {'figure': 'agencies_new', 'reached': new_share, 'sample': agencies},
    {'figure': 'agencies_gone', 'reached': gone_share, 'sample': agencies},
    {'figure': 'agencies_certified', 'reached': certified_share, 'sample': agencies},
    {'figure': 'horeca', 'reached': horeca_share, 'sample': active}
], recursive := true) FROM counted
