-- The book of months for the audit of fairness, empty: see audited_month.
CREATE TABLE audited (n BIGINT, m INTEGER, employer_id VARCHAR, branch VARCHAR, region VARCHAR, size_class VARCHAR,
    city VARCHAR, is_open BOOLEAN, size DOUBLE, inhabitants DOUBLE, agency DOUBLE, natural_person DOUBLE, flag DOUBLE,
    reports DOUBLE, reports_of_authorities DOUBLE, in_chain DOUBLE, years_old DOUBLE, earlier_visits DOUBLE,
    months_since_visit DOUBLE, months_since_finding DOUBLE, months_since_follow_up DOUBLE);
