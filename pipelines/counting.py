"""Numbers of things in plain English."""


def counted(number: int, thing: str) -> str:
    """Return e.g. ``1 row`` or ``1,200 rows``; only for things whose plural ends in s."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
