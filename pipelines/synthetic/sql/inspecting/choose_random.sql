-- The random arm, drawn first: the same number each month, each employer in the frame with the same chance.
TRUNCATE chosen;
INSERT INTO chosen
SELECT n, 'random', getvariable('random_visits') / (SELECT count(*) FROM frame)
FROM frame
ORDER BY bits2('random arm', n, getvariable('m')), n
LIMIT getvariable('random_visits');
