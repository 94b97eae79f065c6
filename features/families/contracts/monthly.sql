-- Kinds of contract. Flexible is on call or for a fixed term; low is pay of at most 105% of the minimum.
count_if(contract_on_call) AS contracts_on_call,
count_if(NOT contract_indefinite) AS contracts_fixed_term,
count_if(NOT contract_written) AS contracts_unwritten,
count_if(contract_on_call OR NOT contract_indefinite) AS contracts_flexible,
count_if((contract_on_call OR NOT contract_indefinite) AND why_not IS NULL AND counted_cents * 6000 <= due_60ths * 105)
    AS contracts_flexible_low,
count_if(NOT contract_written AND why_not IS NULL AND counted_cents * 6000 <= due_60ths * 105)
    AS contracts_unwritten_low,
count_if(contract_on_call AND paid_minutes * 7 > days * 1440) AS contracts_on_call_many_hours,
count_if(contract_on_call AND paid_minutes <= 0) AS contracts_on_call_no_hours,
-- 9999 is the code for no collective agreement.
count_if(cao_code IS NULL OR cao_code = '9999') AS contracts_no_cao,
count_if(NOT contract_on_call AND coalesce(contract_week_minutes, 0) = 0) AS contracts_no_agreed_hours,
-- A return every four weeks shows by its start, or by being shorter than a month can be.
count_if(from_day > period OR days < 28) AS contracts_four_weeks,
count_if(started_on >= from_day AND ended_on <= to_day) AS contracts_within_period
