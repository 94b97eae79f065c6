-- The monthly columns that families over the registers read, added up over the window: one row an employer that filed a
-- return. {sums} are those of country_months, which has a row for each number, period and day of knowing.
SELECT employer_id, {sums}
FROM country_months
GROUP BY employer_id
HAVING sum(lines) > 0
