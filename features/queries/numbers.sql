-- Which employer holds a wage tax number from which day to which (the last day is included; open when NULL), and from
-- which day the next one does. {wage_tax_numbers} is the as-known query. A number can pass to another employer, and an
-- employer can hold several.
SELECT
    loonheffingennummer,
    employer_id,
    valid_from,
    valid_to,
    lead(valid_from) OVER (PARTITION BY loonheffingennummer ORDER BY valid_from) AS next_from
FROM ({wage_tax_numbers})
