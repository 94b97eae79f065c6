"""The evaluation report: one form for registers and cases, as terminal tables, JSON and HTML."""
