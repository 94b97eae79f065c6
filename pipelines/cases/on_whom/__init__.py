"""On whom a case's choice falls: the part ``fairness`` of its YAML, and the figures by group."""
