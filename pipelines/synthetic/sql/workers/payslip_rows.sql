-- The payslips of the periods that end in one month (variable m), each beside the first report of the wage record that
-- it goes with, in whole cents. The wage record holds the gross pay; what is exchanged for extraterritorial costs is a
-- part of it that is paid without tax. Honest employers exchange and deduct within the bounds and never so that less
-- than the minimum is left.
WITH reported AS (
    SELECT w.loonheffingennummer, w.worker_number, w.personnel_number, w.income_relationship, w.period, w.known_at,
        d.* EXCLUDE (loonheffingennummer), coalesce(e.wml, false) AND d.may_abuse AS abuses,
        coalesce(e.wml, false) AS breaks_wml,
        w.wage_tax_table = '940' AS anonymous, (w.wage_eur * 100)::BIGINT AS gross_cents,
        gross_cents - (w.holiday_allowance_paid_eur * 100)::BIGINT - (w.irregular_wage_eur * 100)::BIGINT AS base_cents,
        -- That of the month in which the period begins, by age; a birthday counts from the month after it.
        if(w.period < month_start(getvariable('m')), getvariable('minimum_before'), getvariable('minimum'))[
            greatest(1, least(7, (month_number(w.period) - month_number(w.birth_month) - 1) // 12 - 14))] AS minimum,
        -- For all hours, rounded up.
        ceil(minimum * w.paid_hours)::BIGINT AS due_cents,
        bits('payslip', coalesce(w.worker_number::UBIGINT, hash(w.personnel_number))) AS habit,
        bits2('payslip', coalesce(w.worker_number::UBIGINT, hash(w.personnel_number)), getvariable('m')) AS r
    FROM read_parquet(getvariable('wage_file')) AS w JOIN payslip_desks AS d USING (loonheffingennummer)
    LEFT JOIN (FROM deeds WHERE m = getvariable('m')) AS e ON e.n = d.n
    WHERE w.income_type = 15 AND w.period_end >= month_start(getvariable('m'))
), exchanged AS (
    SELECT *, slice(habit, 0) < getvariable('payslips').housed AND provides_housing AS housed,
        greatest(0, base_cents - due_cents) AS room_cents,
        CASE WHEN NOT uses_et OR slice(habit, 1) >= getvariable('payslips').exchanging THEN 0
            WHEN abuses THEN least(room_cents + 1 + floor(due_cents * (0.03 + 0.15 * slice(r, 0)))::BIGINT, base_cents)
            WHEN room_cents < getvariable('payslips').least_exchange_cents THEN 0
            ELSE least(room_cents, floor(gross_cents * getvariable('bounds').exchange * (0.3 + 0.7 * slice(r, 0))))
            END::BIGINT AS et_cents
    FROM reported
), withheld AS (
    SELECT *, gross_cents - et_cents AS taxed_cents,
        floor(CASE WHEN anonymous THEN taxed_cents * getvariable('withheld').anonymous
            ELSE least(taxed_cents, getvariable('withheld').threshold_cents) * getvariable('withheld').below
                + greatest(0, taxed_cents - getvariable('withheld').threshold_cents) * getvariable('withheld').above END
            )::BIGINT AS tax_cents
    FROM exchanged
), housed AS (
    SELECT *, gross_cents - tax_cents AS after_tax_cents,
        floor(due_cents * getvariable('bounds').housing)::BIGINT AS bound_cents,
        CASE WHEN NOT housed THEN 0
            WHEN abuses THEN greatest(rent_cents, bound_cents + 1 + floor(due_cents * 0.15 * slice(r, 1)))
            -- Above the bound only from what is paid above the minimum.
            ELSE least(rent_cents, bound_cents + greatest(0, room_cents - et_cents)) END::BIGINT AS asked_cents,
        least(asked_cents, after_tax_cents) AS housing_cents
    FROM withheld
), insured AS (
    SELECT *, after_tax_cents - housing_cents AS left_cents,
        if(housed AND slice(habit, 2) < getvariable('payslips').insured,
            least(getvariable('payslips').premium_cents, left_cents), 0) AS premium_cents,
        -- Fines, transport, tools: forbidden from the minimum.
        if(abuses AND slice(r, 2) < 0.25,
            least(2500 + floor(12500 * slice(r, 3)), left_cents - premium_cents), 0)::BIGINT AS other_cents
    FROM housed
)
SELECT loonheffingennummer, worker_number, personnel_number, income_relationship, period,
    CASE WHEN NOT pays_cash OR slice(habit, 3) >= getvariable('payslips').cash THEN 'bank'
        -- The minimum by bank and the rest in cash is allowed (WML art. 7a).
        WHEN breaks_wml THEN 'cash' ELSE 'mixed' END AS paid_by,
    eur(left_cents - premium_cents - other_cents) AS net_paid_eur, eur(housing_cents) AS housing_deduction_eur,
    if(housed, NOT abuses OR slice(habit, 0) < getvariable('payslips').housed / 2, NULL) AS housing_certified,
    eur(premium_cents) AS health_insurance_deduction_eur, eur(other_cents) AS other_deduction_eur,
    eur(et_cents) AS et_exchanged_eur, known_at
FROM insured
ORDER BY loonheffingennummer, worker_number, personnel_number, income_relationship, period
