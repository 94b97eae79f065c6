"""Cases: somebody's inspection table, described in a YAML, through the same evaluation as the registers."""
