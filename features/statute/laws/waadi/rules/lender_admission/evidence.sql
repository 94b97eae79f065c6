-- Links in which an employer lent workers without admission (Waadi art. 12c), in the months in which admission is asked
-- for. One row a link and month. Reads lending_shown.
SELECT employer_id, status, period_from, period_to, party_id, workers, hired_minutes, why_not
FROM lending_shown
WHERE rule = 'lender_admission'
