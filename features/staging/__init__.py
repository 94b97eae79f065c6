"""Staging: the registers and the law as known on the as-of date, in the tables that families and checks read."""
