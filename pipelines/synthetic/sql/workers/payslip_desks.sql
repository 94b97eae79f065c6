-- The employers whose payslips are in the register, by their wage-tax number, and what they do to a payslip: who breaks
-- the WML and does so on purpose, or does not know the rules, may abuse housing or the exchange.
CREATE TABLE payslip_desks AS
SELECT k.loonheffingennummer, c.n, c.provides_housing, c.uses_et, c.pays_cash,
    (c.deliberate OR c.knowledge < 0) AND u('abuses', c.n) < getvariable('payslips').abuses AS may_abuse,
    (getvariable('payslips').rent_cents[1] + floor(u('rent', c.n)
        * (getvariable('payslips').rent_cents[2] - getvariable('payslips').rent_cents[1])))::INTEGER AS rent_cents
FROM causes AS c JOIN identities AS k USING (n)
WHERE u('payslips', c.n) < getvariable('payslips').share
-- After a takeover the number is that of the later employer.
QUALIFY row_number() OVER (PARTITION BY k.loonheffingennummer ORDER BY c.n DESC) = 1;
