-- The highest red flags that were not visited in the last twelve months.
INSERT INTO chosen
SELECT n, 'model', NULL
FROM free JOIN red_flags AS f USING (n)
WHERE n NOT IN (SELECT n FROM chosen)
    AND n NOT IN (SELECT n FROM cases WHERE selected_on >= month_start(getvariable('m') - 12))
QUALIFY row_number() OVER (
    ORDER BY f.flag + getvariable('red_flag').noise * normal('flag', n * 4096 + getvariable('m') % 4096) DESC, n)
    <= getvariable('model_visits');
