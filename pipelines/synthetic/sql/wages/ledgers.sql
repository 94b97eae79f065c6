-- What is worked out for all months before their records are written: holiday allowance that is due, and corrections on
-- their way to a later drop.
CREATE TABLE allowances (m INTEGER, job_id INTEGER, earlier_cents INTEGER);
CREATE TABLE corrections (due_m INTEGER, loonheffingennummer VARCHAR, worker_number INTEGER,
    personnel_number VARCHAR, income_relationship SMALLINT, period DATE, period_end DATE, born_on DATE,
    started_on DATE, ended_on DATE, income_type SMALLINT, employment_type SMALLINT, indefinite BOOLEAN,
    is_written BOOLEAN, is_on_call BOOLEAN,
    cao_code VARCHAR, wage_tax_table VARCHAR, is_anonymous BOOLEAN, is_last BOOLEAN, plain_cents INTEGER,
    overtime_cents INTEGER, holiday_cents INTEGER, reserved_cents INTEGER, irregular_cents INTEGER, quarters INTEGER,
    week_quarters INTEGER, known_at DATE);
