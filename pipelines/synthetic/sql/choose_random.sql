-- The random arm: the same number each month, each employer that is active on the first day with the same chance.
TRUNCATE chosen;
CREATE OR REPLACE TABLE frame AS
SELECT n FROM employers
WHERE start_date <= month_start(getvariable('m')) AND coalesce(end_date >= month_start(getvariable('m')), true)
ORDER BY n;

INSERT INTO chosen
SELECT n, 'random', getvariable('random_visits') / (SELECT count(*) FROM frame)
FROM frame
QUALIFY row_number() OVER (ORDER BY bits2('random arm', n, getvariable('m')), n) <= getvariable('random_visits');

-- Whoever has no case that is still open may be chosen by hand.
CREATE OR REPLACE TABLE free AS
SELECT n FROM frame
WHERE n NOT IN (SELECT n FROM cases WHERE closed_on >= month_start(getvariable('m')));
