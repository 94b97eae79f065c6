-- Who there is: branch, size, place, legal form and life span. The number of employers in each cell of branch and
-- size class is fixed beforehand; which employer falls in which cell is drawn.
CREATE TABLE placed AS
SELECT n, branch, size_class,
    (row_number() OVER (PARTITION BY size_class ORDER BY bits('size', n), n) - 0.5)
        / count(*) OVER (PARTITION BY size_class) AS quantile
FROM (
    SELECT n, row_number() OVER (ORDER BY bits('cell', n), n) - 1 AS position
    FROM range(1, getvariable('employers') + 1) AS numbers(n)
)
ASOF JOIN cells ON position >= first_position;

CREATE TABLE drawn AS
SELECT n, branch, size_class, is_agency,
    CASE WHEN c.shape IS NULL THEN lowest + floor(quantile * (highest - lowest + 1))
        -- Bounded Pareto: the inverse of its distribution function.
        ELSE floor(lowest * (1 - quantile * (1 - (lowest / highest) ** c.shape)) ** (-1 / c.shape))
    END::INTEGER AS jobs,
    u('province', n) AS province_draw, u('sbi', n) AS sbi_draw, u('form', n) AS form_draw,
    u('natural', n) < c.natural_share * b.natural_factor AS is_natural,
    u('new', n) < CASE WHEN is_agency THEN getvariable('churn').agency_new ELSE getvariable('churn').new END
        * getvariable('months') / 12 * (lowest < 100)::INTEGER AS is_new,
    u('gone', n) < CASE WHEN is_agency THEN getvariable('churn').agency_gone ELSE getvariable('churn').gone END
        * getvariable('months') / 12 * (lowest < 100)::INTEGER AS is_gone,
    u('moves', n) < 0.015 AS moves
FROM placed JOIN size_classes AS c USING (size_class) JOIN branches AS b USING (branch);

CREATE TABLE dated AS
SELECT *,
    CASE WHEN is_new THEN getvariable('window_start') + (u('start', n) * (getvariable('window_days') - 90))::INTEGER
        ELSE getvariable('window_start') - (30 + least(-ln(u('start', n)) * 11 * 365, 22000))::INTEGER
    END AS start_date
FROM drawn;

CREATE TABLE employers AS
SELECT d.n, printf('E%07d', d.n) AS employer_id, d.branch, d.is_agency, d.is_natural, d.size_class, d.jobs, s.sbi_code,
    p.province, q.province AS province_after,
    if(d.branch = 'government', 'overheid', f.legal_form) AS legal_form, d.start_date,
    CASE WHEN is_gone
        THEN start_from + 60 + (u('end', d.n) * (getvariable('horizon') - start_from - 60))::INTEGER
    END AS end_date,
    CASE WHEN moves THEN start_from + 45 + (u('moved', d.n) * (getvariable('horizon') - start_from - 45))::INTEGER
    END AS moved_on,
    month_number(d.start_date) AS first_m,
    coalesce(month_number(end_date), 99999) AS last_m
FROM (SELECT *, greatest(start_date, getvariable('window_start')) AS start_from FROM dated) AS d
ASOF JOIN provinces AS p ON d.province_draw >= p.from_share
ASOF JOIN sbi_codes AS s ON d.branch = s.branch AND d.sbi_draw >= s.from_share
ASOF JOIN legal_forms AS f ON d.is_natural = f.is_natural AND d.form_draw >= f.from_share
ASOF JOIN provinces AS q ON (d.province_draw + 0.37) % 1 >= q.from_share
ORDER BY d.n;
DROP TABLE placed;
DROP TABLE drawn;
DROP TABLE dated;
