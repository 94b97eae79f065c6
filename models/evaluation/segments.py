"""By what employers are divided when a backtest is told by groups; light, for screens read it too."""

DIMENSIONS = ("all", "sector", "size_class", "region", "legal_form")
EVERYBODY = "all"
UNKNOWN = ""
SMALL = "*small*"
"""The groups that are too small to stand alone, together."""
FEWEST_CASES = 10
