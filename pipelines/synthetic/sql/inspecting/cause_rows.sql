-- The causes behind the truth, one row an employer: what no register shows.
SELECT employer_id, c.capacity, c.knowledge, c.intent, c.deliberate, c.pressure, c.wml_odds AS wml_log_odds,
    c.wav_odds AS wav_log_odds, c.wml_mode, t.owner_share, t.worker_share, t.is_b AS in_group_b
FROM causes AS c JOIN employers USING (n) JOIN traits AS t USING (n)
ORDER BY n
