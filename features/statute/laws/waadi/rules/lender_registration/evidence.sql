-- Links in which an employer lent workers without a registration in the trade register (Waadi art. 7a(1)), in the
-- months in which that is asked for. One row a link and month. Reads lending_shown.
SELECT employer_id, status, period_from, period_to, party_id, workers, hired_minutes
FROM lending_shown
WHERE rule = 'lender_registration'
