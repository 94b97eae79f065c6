-- What one month leaves for later ones: holiday allowance built up and not yet paid, and corrections on their way.
CREATE TABLE accruals (job_id BIGINT, reserved_cents BIGINT);
CREATE TABLE accrued (job_id BIGINT, reserved_cents BIGINT);
CREATE TABLE corrections (due_m INTEGER, loonheffingennummer VARCHAR, worker_pid VARCHAR, income_relationship INTEGER,
    period DATE, birth_month DATE, employment_type INTEGER, contract_indefinite BOOLEAN, contract_written BOOLEAN,
    contract_on_call BOOLEAN, cao_code VARCHAR, anonymous_tariff BOOLEAN, wage_eur DECIMAL(12, 2),
    overtime_wage_eur DECIMAL(12, 2), holiday_allowance_paid_eur DECIMAL(12, 2),
    holiday_allowance_reserved_eur DECIMAL(12, 2), irregular_wage_eur DECIMAL(12, 2), paid_hours DECIMAL(7, 2),
    contract_week_hours DECIMAL(7, 2), known_at DATE);
