-- Cases that closed this month (variable m) with a violation change what the employer does from next month on, for a
-- while: whoever can comply often does; whoever did it on purpose more often goes on, and then hides it better.
INSERT INTO lessons
WITH told AS (
    SELECT f.n, f.m, f.law, k.deliberate, u2('complies ' || f.law, f.n, f.m) < logistic(getvariable('effect').base
            + getvariable('effect').capacity * k.capacity
            - getvariable('effect').deliberate * k.deliberate::INTEGER) AS complies
    FROM case_findings AS f JOIN causes AS k USING (n)
    WHERE f.violation AND month_number(f.closed_on) = getvariable('m')
)
SELECT n, law, getvariable('m') + 1, getvariable('m') + getvariable('effect').least_months
        + floor(-ln(u2('relapse ' || law, n, m)) * getvariable('effect').mean_months)::INTEGER,
    complies, deliberate AND NOT complies AND u2('hides ' || law, n, m) < getvariable('effect').hides
FROM told;

-- Whoever complies with the Waadi ends the hiring, on whichever side of it; that may clear the other side too.
CREATE OR REPLACE TEMP TABLE ending AS
WITH complying AS (
    SELECT n FROM lessons WHERE law = 'Waadi' AND complies AND from_m = getvariable('m') + 1
)
SELECT n, lender_n, slot FROM hirings
WHERE to_m > greatest(getvariable('m'), registered_until_m)
    AND (n IN (FROM complying) OR lender_n IN (FROM complying));

INSERT INTO ended SELECT DISTINCT unnest([n, lender_n]) FROM ending;
DELETE FROM ended WHERE n IS NULL;

UPDATE hirings SET to_m = greatest(getvariable('m'), registered_until_m)
FROM ending WHERE hirings.n = ending.n AND hirings.slot = ending.slot;

DELETE FROM hirings WHERE from_m > to_m;
