-- Numbers and names. A legal person has an rsin that passes the 11-test and a loonheffingennummer made from it; the
-- loonheffingennummer of a natural person would hold a BSN, so it is a pseudonym.
-- 1000003 is prime and 2654435761 is odd: multiplying by them leaves different numbers different.
CREATE TABLE identities AS
WITH numbered AS (
    SELECT n, is_natural, legal_form, 80000000 + 2 * (n * 524287 % 1000003) AS even,
        20000000 + (n * 611953 % 1000003) * 7 AS kvk,
        ((n * 2654435761 + getvariable('seed')) % 4294967296)::UBIGINT AS pseudonym
    FROM employers
), chosen AS (
    -- Of an even number and the next one, at least one leaves a remainder below 10.
    SELECT *, CASE WHEN eleven_test_sum(even) % 11 = 10 THEN even + 1 ELSE even END AS eight FROM numbered
), named AS (
    SELECT *, CASE WHEN NOT is_natural THEN printf('%d%d', eight, eleven_test_sum(eight) % 11) END AS rsin FROM chosen
)
SELECT n, rsin, if(legal_form = 'buitenlands', NULL, kvk::VARCHAR) AS kvk_number,
    CASE WHEN is_natural THEN printf('N%08X', pseudonym) ELSE rsin END || 'L01' AS loonheffingennummer,
    getvariable('name_first')[1 + (bits('first', n) % len(getvariable('name_first')))::INTEGER]
        || lower(getvariable('name_second')[1 + (bits('second', n) % len(getvariable('name_second')))::INTEGER])
        || ' ' || n AS trade_name
FROM named
ORDER BY n;
