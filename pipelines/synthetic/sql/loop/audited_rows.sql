-- The book of months of the audit: see audited_month.
SELECT * EXCLUDE (n) FROM audited ORDER BY m, n
