-- Who lends, and from which tier of the chain: agencies, and some other employers that lend without being one.
CREATE TABLE tiers AS
SELECT n, b.is_agency, 1 + steps(u('tier', n), getvariable('chain').tiers.lenders) AS tier
FROM employers JOIN branches AS b USING (branch)
WHERE b.is_agency OR u('lends', n) < b.hidden_lenders
ORDER BY n;

-- Lenders that are in no register of ours: unregistered ones, and foreign ones that may post their people.
CREATE TABLE outsiders AS
WITH drawn AS (
    SELECT kind, x, if(kind = 'foreign', 2000000, 1000000) + x AS i,
        1 + steps(u(kind || ' tier', x), getvariable('chain').tiers.outsiders) AS tier
    FROM range(1, getvariable('outsiders') + 1) AS numbers(x), (VALUES ('unregistered'), ('foreign')) AS kinds(kind)
)
SELECT *, row_number() OVER (PARTITION BY kind, tier ORDER BY x) - 1 AS place,
    count(*) OVER (PARTITION BY kind, tier) AS places
FROM drawn
ORDER BY i;
