-- The norm amount of the fine for each person without a permit, by employer and day, in cents, for the kind of employer
-- that its legal form is taken to be. Where known is false the amount of those days was not found, and cents is the
-- last one before them. Reads employers_now and parameter_values.
SELECT
    employer.employer_id,
    fine.valid_from,
    fine.valid_to,
    CAST(fine.number AS BIGINT) AS cents,
    fine.known,
    fine.certainty
FROM employers_now AS employer
JOIN parameter_values AS kind
    ON kind.parameter_id = 'wav.employer_kinds' AND kind.known AND kind.name = employer.legal_form
JOIN parameter_values AS fine ON fine.parameter_id = 'wav.fine_norm' AND fine.name = kind.text
WHERE kind.valid_from <= $as_of
    AND coalesce(kind.valid_to >= $as_of, true)
    AND fine.valid_from <= $last_period
    AND coalesce(fine.valid_to >= $first_period, true)
