-- Which employer a payroll number belongs to, from which period until before which (open when NULL).
WITH firsts AS (
    SELECT loonheffingennummer, employer_id, date_trunc('month', valid_from)::DATE AS first_period
    FROM employers_known
    QUALIFY row_number() OVER (
        PARTITION BY loonheffingennummer, first_period ORDER BY valid_from DESC, employer_id
    ) = 1
)
SELECT
    *,
    lead(first_period) OVER (PARTITION BY loonheffingennummer ORDER BY first_period) AS next_period
FROM firsts
