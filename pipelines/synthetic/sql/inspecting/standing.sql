-- What an inspectorate has in mind about each employer, before any case: the red flags that anybody can see, and what a
-- team likes. And the books in which visits are kept.
CREATE TABLE standing AS
WITH seen AS (
    SELECT n, count(*) FILTER (multiple = 10000) / count(*) AS at_minimum,
        count(*) FILTER (is_on_call) / count(*) AS on_call
    FROM jobs GROUP BY n
), lending AS (
    SELECT n FROM hirings UNION SELECT lender_n FROM hirings WHERE lender_n IS NOT NULL
)
SELECT e.n, known_first(e.n, e.start_date) AS known_on, e.end_date, e.jobs, e.is_agency, e.branch,
    e.n IN (FROM lending) AS in_chain,
    getvariable('red_flag').at_minimum * coalesce(s.at_minimum, 0)
        + getvariable('red_flag').on_call * coalesce(s.on_call, 0)
        + getvariable('red_flag').agency * e.is_agency::INTEGER
        + getvariable('red_flag').seasonal * (b.season_share > 0.1)::INTEGER
        + getvariable('red_flag').branch * b.wav + getvariable('red_flag').size * ln(e.jobs) AS flag,
    getvariable('habit').branch * normal('likes ' || r.region || bits('team', e.n) % 2 || e.branch, 1)
        + getvariable('habit').place * normal('goes to ' || e.municipality || bits('team', e.n) % 2, 1) AS liking,
    t.is_b,
    -- More people see what happens at a larger employer, and some are looked at more than others.
    e.jobs ** getvariable('reports').size_power * if(e.is_agency, getvariable('reports').agency, 1)
        * exp(getvariable('reports').own * normal('noticed', e.n)) AS exposure
FROM employers AS e JOIN branches AS b USING (branch) JOIN traits AS t USING (n) LEFT JOIN seen AS s USING (n)
JOIN regions AS r ON r.province = e.province
ORDER BY e.n;

CREATE TABLE cases (case_id VARCHAR, n BIGINT, m INTEGER, ground VARCHAR, probability DOUBLE, team VARCHAR,
    establishment_id VARCHAR, selected_on DATE, opened_on DATE, closed_on DATE, closing_known_at DATE,
    spent_hundredths INTEGER);
CREATE TABLE case_findings (case_id VARCHAR, n BIGINT, m INTEGER, closed_on DATE, closing_known_at DATE, law VARCHAR,
    examined BOOLEAN, violation BOOLEAN, wml_mode VARCHAR);
CREATE TABLE reports (n BIGINT, m INTEGER, received_on DATE, topic VARCHAR, source_kind VARCHAR);
CREATE TABLE lessons (n BIGINT, law VARCHAR, from_m INTEGER, until_m INTEGER, complies BOOLEAN, hides BOOLEAN);
CREATE TABLE ended (n BIGINT);
CREATE TABLE lived AS FROM deeds LIMIT 0;
CREATE TABLE chosen (n BIGINT, ground VARCHAR, probability DOUBLE);

-- Logistic noise: to choose the highest sums of log-odds and noise is to choose with these odds.
CREATE MACRO lot(stream, a) AS ln(u2(stream, a, getvariable('m')) / (1 - u2(stream, a, getvariable('m'))));
