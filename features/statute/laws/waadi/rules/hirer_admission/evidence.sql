-- Links in which an employer hired workers of a lender without admission (Waadi art. 12d), in the months in which
-- admission is asked for. One row a link and month. Reads lending_shown.
SELECT employer_id, status, period_from, period_to, party_id, workers, hired_minutes, why_not
FROM lending_shown
WHERE rule = 'hirer_admission'
