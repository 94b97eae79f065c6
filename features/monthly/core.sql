-- What every build needs of a month, whatever the families are.
count(*) AS lines,
sum(days) AS line_days,
sum(paid_minutes) AS own_paid_minutes
