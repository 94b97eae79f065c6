-- Numbers and names. Whoever has an rsin has one that passes the 11-test and a wage-tax number made from it. The number
-- of a natural person holds the citizen's number, which here fails the 11-test, so that it is nobody's. After a
-- takeover the new employer goes on with the number of the old one.
CREATE MACRO eight_of_person(p) AS 10000000 + (p * 15485863) % 59999999;
CREATE MACRO person_number(p) AS eight_of_person(p) * 10 + (eleven_test_sum(eight_of_person(p)) % 11 + 5) % 10;
CREATE MACRO party_id(i) AS printf('P%07d', i * 611957 % 9999991);

CREATE TABLE identities AS
WITH numbered AS (
    -- 1000003 is prime: multiplying leaves different numbers different.
    SELECT n, legal_form, leader, 80000000 + 2 * (n * 524287 % 1000003) AS even,
        20000000 + (n * 611953 % 1000003) * 7 AS kvk,
        NOT is_natural OR legal_form <> 'eenmanszaak' AND u('rsin', n) < getvariable('registers').partnership_rsin
            AS has_rsin
    FROM employers
), chosen AS (
    -- Of an even number and the next one, at least one leaves a remainder below 10.
    SELECT *, CASE WHEN eleven_test_sum(even) % 11 = 10 THEN even + 1 ELSE even END AS eight FROM numbered
), named AS (
    SELECT *, CASE WHEN has_rsin THEN printf('%d%d', eight, eleven_test_sum(eight) % 11) END AS rsin,
        coalesce(rsin, person_number(n)::VARCHAR) || 'L01' AS own_number
    FROM chosen
)
SELECT i.n, i.rsin, if(i.legal_form = 'buitenlands', NULL, i.kvk::VARCHAR) AS kvk_number,
    coalesce(o.own_number, i.own_number) AS loonheffingennummer,
    getvariable('name_first')[1 + (bits('first', i.n) % len(getvariable('name_first')))::INTEGER]
        || lower(getvariable('name_second')[1 + (bits('second', i.n) % len(getvariable('name_second')))::INTEGER])
        || ' ' || i.n AS trade_name
FROM named AS i
LEFT JOIN (FROM phoenixes WHERE is_takeover) AS p ON p.n = i.n
LEFT JOIN named AS o ON o.n = p.old_n
ORDER BY i.n;
