"""The law as data and code, the feature families and the as-of matrix."""
