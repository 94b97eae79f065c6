-- Everybody in the frame of the last month that was remembered.
SELECT * EXCLUDE (n, m, wml_found, wav_found, waadi_found) FROM remembered
WHERE m = (SELECT max(m) FROM remembered)
ORDER BY n
