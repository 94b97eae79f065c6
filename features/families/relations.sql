-- What the SQL of a family may read. The builder makes these tables; here they are empty, so that a catalogue can be held
-- against the columns of its queries before any data is read. employer_months and year_sums are not here: their
-- columns are those of the families' own monthly lists over pay_lines.
CREATE TEMP TABLE population (employer_id VARCHAR);
CREATE TEMP TABLE chunk (employer_id VARCHAR);
CREATE TEMP TABLE pay_lines (
    loonheffingennummer VARCHAR, worker_pid BIGINT, income_relationship INTEGER, period DATE, from_day DATE, to_day DATE,
    days INTEGER, birth_month DATE, started_on DATE, ended_on DATE, employment_type SMALLINT, contract_indefinite BOOLEAN,
    contract_written BOOLEAN, contract_on_call BOOLEAN, cao_code VARCHAR, wage_cents BIGINT, overtime_wage_cents BIGINT,
    holiday_allowance_paid_cents BIGINT, holiday_allowance_reserved_cents BIGINT, irregular_wage_cents BIGINT,
    paid_minutes BIGINT, contract_week_minutes BIGINT, counted_cents BIGINT, age BIGINT, minimum_cents BIGINT,
    high_cents BIGINT, due_60ths BIGINT, why_not VARCHAR, status VARCHAR, shortfall_cents BIGINT
);
CREATE TEMP TABLE own_hours (employer_id VARCHAR, paid_minutes BIGINT, job_days BIGINT);
CREATE TEMP TABLE moved_workers (from_employer_id VARCHAR, to_employer_id VARCHAR, month_no INTEGER, workers BIGINT);
CREATE TEMP TABLE employers_now (
    employer_id VARCHAR, as_of DATE, sector VARCHAR, sbi_code VARCHAR, size_class VARCHAR, province VARCHAR,
    region VARCHAR, legal_form VARCHAR, start_date DATE, end_date DATE, active BOOLEAN, waadi_registered_from DATE,
    waadi_registered_to DATE, sna_certified_from DATE, sna_certified_to DATE, wtta_status VARCHAR
);
CREATE TEMP TABLE employers_known (
    employer_id VARCHAR, legal_form VARCHAR, sbi_code VARCHAR, size_class VARCHAR, province VARCHAR, start_date DATE,
    end_date DATE, waadi_registered_from DATE, waadi_registered_to DATE, sna_certified_from DATE, sna_certified_to DATE,
    wtta_status VARCHAR, valid_from DATE, valid_to DATE, known_at DATE
);
CREATE TEMP TABLE numbers (
    loonheffingennummer VARCHAR, employer_id VARCHAR, valid_from DATE, valid_to DATE, next_from DATE
);
CREATE TEMP TABLE parties_known (
    party_id VARCHAR, kind VARCHAR, employer_id VARCHAR, valid_from DATE, valid_to DATE, known_at DATE
);
CREATE TEMP TABLE establishments_known (
    establishment_id VARCHAR, employer_id VARCHAR, municipality_code VARCHAR, last_seen_active DATE, valid_from DATE,
    valid_to DATE, known_at DATE
);
CREATE TEMP TABLE officers_known (
    officer_pid BIGINT, employer_id VARCHAR, role VARCHAR, valid_from DATE, valid_to DATE, known_at DATE
);
CREATE TEMP TABLE insolvencies_known (
    insolvency_id VARCHAR, employer_id VARCHAR, kind VARCHAR, declared_on DATE, ended_on DATE, known_at DATE
);
CREATE TEMP TABLE inspections_known (
    case_id VARCHAR, employer_id VARCHAR, establishment_id VARCHAR, selection_ground VARCHAR,
    selection_probability DOUBLE, selected_on DATE, opened_on DATE, closed_on DATE, team VARCHAR, spent_minutes BIGINT,
    known_at DATE
);
CREATE TEMP TABLE findings_known (
    case_id VARCHAR, law VARCHAR, established_on DATE, examined BOOLEAN, violation BOOLEAN, article VARCHAR,
    workers_affected INTEGER, underpaid_cents BIGINT, sanction VARCHAR, objection VARCHAR, known_at DATE
);
CREATE TEMP TABLE case_outcomes (
    case_id VARCHAR, employer_id VARCHAR, law VARCHAR, selection_ground VARCHAR, selection_probability DOUBLE,
    selected_on DATE, known_on DATE, violation BOOLEAN, team VARCHAR, spent_minutes BIGINT
);
CREATE TEMP TABLE signals_known (
    signal_id VARCHAR, employer_id VARCHAR, received_on DATE, topic VARCHAR, source_kind VARCHAR, known_at DATE
);
CREATE TEMP TABLE posted_work_known (
    notification_id VARCHAR, provider_id VARCHAR, recipient_id VARCHAR, workers INTEGER, valid_from DATE, valid_to DATE,
    known_at DATE
);
CREATE TEMP TABLE payslips_known (
    loonheffingennummer VARCHAR, worker_pid BIGINT, income_relationship INTEGER, period DATE, paid_by VARCHAR,
    net_paid_cents BIGINT, housing_deduction_cents BIGINT, housing_certified BOOLEAN,
    health_insurance_deduction_cents BIGINT, other_deduction_cents BIGINT, et_exchanged_cents BIGINT, known_at DATE
);
CREATE TEMP TABLE links (
    lender_id VARCHAR, lender_kind VARCHAR, hirer_id VARCHAR, period DATE, workers INTEGER, hired_minutes BIGINT,
    invoiced_cents BIGINT
);
CREATE TEMP TABLE lending_lines (
    lender_id VARCHAR, lender_kind VARCHAR, hirer_id VARCHAR, period DATE, workers INTEGER, hired_minutes BIGINT,
    invoiced_cents BIGINT, lender_registered BOOLEAN
);
CREATE TEMP TABLE deemed_registered (sbi_code VARCHAR);
