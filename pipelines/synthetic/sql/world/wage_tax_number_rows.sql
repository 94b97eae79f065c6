-- The wage-tax numbers: one an employer, two or three at some large ones; after a takeover the number passes.
WITH numbered AS (
    SELECT e.n, e.employer_id, e.start_date, i.rsin, i.loonheffingennummer,
        known_first(e.n, e.start_date) AS known_first,
        if(e.jobs >= 100 AND i.rsin IS NOT NULL, 1 + steps(u('numbers', e.n), [
            1 - getvariable('registers').numbers.two - getvariable('registers').numbers.three,
            getvariable('registers').numbers.two, getvariable('registers').numbers.three]), 1) AS numbers
    FROM employers AS e JOIN identities AS i USING (n)
), owned AS (
    SELECT n, if(k = 1, loonheffingennummer, printf('%sL%02d', rsin, k)) AS loonheffingennummer, employer_id,
        start_date AS valid_from, known_first
    FROM numbered, range(1, 4) AS subs(k)
    WHERE k <= numbers
), passed AS (
    SELECT p.old_n AS n, p.start_date - 1 AS valid_to, known_first(p.n, p.start_date) AS known_passed
    FROM phoenixes AS p WHERE is_takeover
)
SELECT loonheffingennummer, employer_id, valid_from, NULL::DATE AS valid_to, known_first AS known_at FROM owned
UNION ALL
SELECT loonheffingennummer, employer_id, valid_from, valid_to, known_passed FROM owned JOIN passed USING (n)
ORDER BY loonheffingennummer, valid_from, known_at
