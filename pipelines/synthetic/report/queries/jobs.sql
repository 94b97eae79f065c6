-- Jobs of the last month by sector (SBI section), the jobs an employer, and the young in horeca.
WITH placed AS (
    SELECT j.age, j.sbi_code LIKE '78%' AS is_agency, s.section
    FROM jobs AS j JOIN sections AS s ON s.division = left(j.sbi_code, 2)
), counted AS (
    SELECT count(*) AS all_jobs, count(*) FILTER (section IN ('M', 'N')) AS business,
        count(*) FILTER (section = 'Q') AS care, count(*) FILTER (section = 'G') AS trade,
        business + care + trade AS three, avg(is_agency::INTEGER) AS agency_share,
        avg((age < 25)::INTEGER) FILTER (section = 'I') AS young_share, count(*) FILTER (section = 'I') AS horeca
    FROM placed
), active AS (
    SELECT count(*) AS employers FROM employers
    WHERE start_date <= getvariable('as_of') AND coalesce(end_date > getvariable('as_of'), true)
)
SELECT unnest([
    {'figure': 'jobs_business', 'reached': business / three, 'sample': three},
    {'figure': 'jobs_care', 'reached': care / three, 'sample': three},
    {'figure': 'jobs_trade', 'reached': trade / three, 'sample': three},
    {'figure': 'jobs_agencies', 'reached': agency_share, 'sample': all_jobs},
    {'figure': 'jobs_an_employer', 'reached': all_jobs / employers, 'sample': employers},
    {'figure': 'horeca_young', 'reached': young_share, 'sample': horeca}
], recursive := true) FROM counted, active
