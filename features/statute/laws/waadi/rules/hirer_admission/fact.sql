-- One row an employer and status, counted in lending_totals.
SELECT * FROM admission_facts WHERE rule = 'hirer_admission'
