-- May is paid: a new year of holiday allowance begins.
TRUNCATE accruals;
