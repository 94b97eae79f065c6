-- The old way of choosing by hand: a crude score of what anybody can see.
CREATE TABLE red_flags AS
WITH seen AS (
    SELECT n, count(*) FILTER (multiple = 10000) / count(*) AS at_minimum,
        count(*) FILTER (is_on_call) / count(*) AS on_call
    FROM jobs GROUP BY n
)
SELECT e.n, getvariable('red_flag').at_minimum * coalesce(s.at_minimum, 0)
    + getvariable('red_flag').on_call * coalesce(s.on_call, 0)
    + getvariable('red_flag').agency * e.is_agency::INTEGER
    + getvariable('red_flag').seasonal * (b.season_share > 0.1)::INTEGER
    + 0.05 * ln(e.jobs) AS flag
FROM employers AS e JOIN branches AS b USING (branch) LEFT JOIN seen AS s USING (n)
ORDER BY e.n;

CREATE TABLE cases (case_id VARCHAR, n BIGINT, m INTEGER, ground VARCHAR, probability DOUBLE, team VARCHAR,
    selected_on DATE, opened_on DATE, closed_on DATE, closing_known_at DATE, spent_hundredths INTEGER);
CREATE TABLE case_findings (case_id VARCHAR, n BIGINT, m INTEGER, closing_known_at DATE, law VARCHAR,
    examined BOOLEAN, violation BOOLEAN);
CREATE TABLE chosen (n BIGINT, ground VARCHAR, probability DOUBLE);
