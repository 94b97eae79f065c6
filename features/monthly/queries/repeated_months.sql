-- The employers and months with more rows than one.
SELECT employer_id, month_no FROM chunk_months GROUP BY employer_id, month_no HAVING count(*) > 1
