-- Reports fill the rest of the month: where something is wrong, and where more people can see it, more is reported.
INSERT INTO chosen
SELECT n, 'signal', NULL
FROM free JOIN employers AS e USING (n) JOIN (FROM deeds WHERE m = getvariable('m')) AS d USING (n)
WHERE n NOT IN (SELECT n FROM chosen)
QUALIFY row_number() OVER (ORDER BY -ln(u2('signal', n, getvariable('m'))) / (e.jobs ** getvariable('signal').size_power
        * (getvariable('signal').ordinary + getvariable('signal').wml * d.wml::INTEGER
        + getvariable('signal').wav * d.wav::INTEGER + getvariable('signal').waadi * d.waadi::INTEGER)), n)
    <= getvariable('visits') - (SELECT count(*) FROM chosen);
