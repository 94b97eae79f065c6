-- lending_totals of the rules on registration, with the norm amount of the fine in the last month (see
-- registration_fines). Reads lending_totals and registration_fines.
SELECT totals.*, fine.known AS fine_known, fine.cents AS fine_cents
FROM lending_totals AS totals
LEFT JOIN registration_fines AS fine
    ON totals.status = 'below'
    AND totals.period_to >= fine.valid_from
    AND totals.period_to <= coalesce(fine.valid_to, totals.period_to)
    AND totals.workers BETWEEN fine.from_workers AND coalesce(fine.to_workers, totals.workers)
WHERE totals.rule IN ('lender_registration', 'hirer_registration')
