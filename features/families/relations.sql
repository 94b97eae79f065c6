-- What a family's features.sql may read. The builder makes these tables for each chunk of employers; here they are
-- empty, so that a catalogue can be held against the columns of its query before any data is read.
CREATE TEMP TABLE chunk (employer_id VARCHAR);
CREATE TEMP TABLE wage_lines (
    employer_id VARCHAR, worker_pid BIGINT, income_relationship BIGINT, period DATE, from_day DATE, to_day DATE,
    birth_month DATE, employment_type BIGINT, contract_indefinite BOOLEAN, contract_on_call BOOLEAN, wage_cents BIGINT,
    overtime_wage_cents BIGINT, holiday_allowance_paid_cents BIGINT, holiday_allowance_reserved_cents BIGINT,
    irregular_wage_cents BIGINT, paid_minutes BIGINT
);
CREATE TEMP TABLE pay_lines (
    employer_id VARCHAR, worker_pid BIGINT, income_relationship BIGINT, period DATE, from_day DATE, to_day DATE,
    birth_month DATE, employment_type BIGINT, contract_indefinite BOOLEAN, contract_on_call BOOLEAN, wage_cents BIGINT,
    overtime_wage_cents BIGINT, holiday_allowance_paid_cents BIGINT, holiday_allowance_reserved_cents BIGINT,
    irregular_wage_cents BIGINT, paid_minutes BIGINT, counted_cents BIGINT, age BIGINT, minimum_cents BIGINT,
    due_60ths BIGINT, why_not VARCHAR, status VARCHAR, shortfall_cents BIGINT, shortfall_per_hour_cents BIGINT
);
CREATE TEMP TABLE lending_lines (
    lender_id VARCHAR, lender_kind VARCHAR, hirer_id VARCHAR, period DATE, workers BIGINT, hired_minutes BIGINT,
    invoiced_cents BIGINT, lender_registered BOOLEAN
);
CREATE TEMP TABLE chain (employer_id VARCHAR, period DATE, is_hirer BOOLEAN, is_lender BOOLEAN, depth INTEGER);
CREATE TEMP TABLE employer_history (
    employer_id VARCHAR, earlier_cases DOUBLE, earlier_upheld DOUBLE, upheld_share DOUBLE, days_since_case DOUBLE,
    days_since_upheld DOUBLE
);
