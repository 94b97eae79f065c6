-- The placements of workers with a permit duty, by month (see placed). Reads placed and duty_spells.
SELECT * FROM placed SEMI JOIN duty_spells USING (worker_pid)
