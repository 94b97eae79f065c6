-- The book of months, empty: see remember_month.
CREATE TABLE remembered (n BIGINT, m INTEGER, employer_id VARCHAR, division VARCHAR, branch VARCHAR, size DOUBLE,
    agency DOUBLE, natural_person DOUBLE, flag DOUBLE, reports DOUBLE, reports_of_authorities DOUBLE, in_chain DOUBLE,
    years_old DOUBLE, earlier_visits DOUBLE, earlier_finding DOUBLE, wml_found BOOLEAN, wav_found BOOLEAN,
    waadi_found BOOLEAN);
