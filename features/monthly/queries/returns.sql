-- On which days something of each number's return for the month became known.
SELECT loonheffingennummer, known_at FROM {relation} GROUP BY loonheffingennummer, known_at
