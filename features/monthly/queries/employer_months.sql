-- One row an employer and month. {sums} add up those of chunk_months of which there are several: numbers, return periods
-- or corrections. Most employers have one number and one return a month; their rows are taken as they are ({columns}).
-- A month of which every line was taken back is not there. Reads chunk_months and repeated_months.
SELECT employer_id, month_no, {columns}
FROM chunk_months
ANTI JOIN repeated_months USING (employer_id, month_no)
UNION ALL
SELECT employer_id, month_no, {sums}
FROM chunk_months
SEMI JOIN repeated_months USING (employer_id, month_no)
GROUP BY employer_id, month_no
HAVING sum(lines) > 0
