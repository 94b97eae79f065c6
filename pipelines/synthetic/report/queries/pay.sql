-- Shares of jobs by hourly pay against the minimum for the age, in the last month. Overtime has a rate of its own and
-- its hours are not told apart, so lines with overtime are left out; a thousandth for the rounding up to whole cents.
WITH paid AS (
    SELECT j.sbi_code LIKE '78%' AS is_agency, week_hours,
        (j.wage_eur - j.holiday_allowance_paid_eur - j.irregular_wage_eur) * 100
            / (m.cents * j.paid_hours * 1.001) AS times
    FROM jobs AS j JOIN minimum_wage AS m
        -- In the month of a birthday the lower age still counts.
        ON m.age = greatest(15, least(21, j.age_of_month)) AND j.period BETWEEN m.valid_from AND m.valid_to
    WHERE j.overtime_wage_eur = 0 AND j.paid_hours > 0
), counted AS (
    SELECT avg((times <= 1)::INTEGER) AS all_100, avg((times <= 1.1)::INTEGER) AS all_110,
        avg((times <= 1.3)::INTEGER) AS all_130, count(*) AS lines,
        avg((times <= 1)::INTEGER) FILTER (is_agency) AS agency_100,
        avg((times <= 1.1)::INTEGER) FILTER (is_agency) AS agency_110,
        avg((times <= 1.3)::INTEGER) FILTER (is_agency) AS agency_130, count(*) FILTER (is_agency) AS agency_lines,
        avg((times <= 1)::INTEGER) FILTER (week_hours >= 35) AS full_100,
        count(*) FILTER (week_hours >= 35) AS full_lines,
        avg((times <= 1)::INTEGER) FILTER (week_hours < 35) AS part_100,
        count(*) FILTER (week_hours < 35) AS part_lines,
        avg((times <= 1)::INTEGER) FILTER (week_hours <= 12) AS small_100,
        count(*) FILTER (week_hours <= 12) AS small_lines
    FROM paid
)
SELECT unnest([
    {'figure': 'all_100', 'reached': all_100, 'sample': lines},
    {'figure': 'all_110', 'reached': all_110, 'sample': lines},
    {'figure': 'all_130', 'reached': all_130, 'sample': lines},
    {'figure': 'agency_100', 'reached': agency_100, 'sample': agency_lines},
    {'figure': 'agency_110', 'reached': agency_110, 'sample': agency_lines},
    {'figure': 'agency_130', 'reached': agency_130, 'sample': agency_lines},
    {'figure': 'fulltime_100', 'reached': full_100, 'sample': full_lines},
    {'figure': 'parttime_100', 'reached': part_100, 'sample': part_lines},
    {'figure': 'small_100', 'reached': small_100, 'sample': small_lines}
], recursive := true) FROM counted
