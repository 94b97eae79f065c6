-- Who there is before anybody goes on under another name: branch, size, legal form and life span. The number of
-- employers in each cell of branch and size class is fixed beforehand; which employer falls in which cell is drawn.
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
    u('sbi', n) AS sbi_draw, u('form', n) AS form_draw,
    u('natural', n) < c.natural_share * b.natural_factor AS is_natural,
    -- Rates are of those that are active; of all that ever are, the new ones are a smaller part, and so are the gone.
    1 + getvariable('months') / 12 * if(is_agency, getvariable('churn').agency_new, getvariable('churn').new) AS ever,
    lowest < 100 AND u('new', n) < 1 - 1 / ever AS is_new,
    lowest < 100 AND u('gone', n) < getvariable('months') / 12
        * if(is_agency, getvariable('churn').agency_gone, getvariable('churn').gone) / ever AS is_gone
FROM placed JOIN size_classes AS c USING (size_class) JOIN branches AS b USING (branch);

CREATE TABLE drafts AS
WITH formed AS (
    SELECT d.*, s.sbi_code, if(d.branch = 'government', 'overheid', f.legal_form) AS legal_form,
        CASE WHEN is_new
            THEN getvariable('window_start') + (u('start', d.n) * (getvariable('window_days') - 90))::INTEGER
            ELSE getvariable('window_start') - (30 + least(-ln(u('start', d.n)) * 11 * 365, 22000))::INTEGER
        END AS start_date
    FROM drawn AS d
    ASOF JOIN sbi_codes AS s ON d.branch = s.branch AND d.sbi_draw >= s.from_share
    ASOF JOIN legal_forms AS f ON d.is_natural = f.is_natural AND d.form_draw >= f.from_share
), led AS (
    -- Some people lead three employers, mostly of one branch: at the same time or one after another.
    SELECT n, u('serial', n) < getvariable('registers').officers.serial AS is_serial,
        row_number() OVER (PARTITION BY is_serial ORDER BY branch, bits('serial who', n), n) // 3 AS trio
    FROM formed WHERE NOT is_natural
)
SELECT f.* EXCLUDE (sbi_draw, form_draw, ever),
    end_after(greatest(start_date, getvariable('window_start')), f.n, is_gone) AS end_date,
    if(coalesce(is_serial, false), 1000000 + trio, f.n) AS leader
FROM formed AS f LEFT JOIN led USING (n)
ORDER BY f.n;
DROP TABLE placed;
DROP TABLE drawn;
