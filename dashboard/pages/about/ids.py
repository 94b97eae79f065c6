"""Names that the parts of the page and its callbacks share."""

NAME, SEARCH, FAMILY = "name", "q", "family"
"""Parameters of the address of the features."""
SEARCHED, SEARCH_FIELD, FAMILY_FIELD = "about-searched", "about-search", "about-family"
