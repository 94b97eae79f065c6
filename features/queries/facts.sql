-- The facts that the checks found, each with its act, article and the version of its rule.
SELECT
    employer_id, law, rule, rule_version, article, status, period_from, period_to, workers, worker_months,
    amount_cents, detail
FROM found
JOIN rules USING (rule)
