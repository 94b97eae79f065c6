"""Who is looking, in tests."""

from dashboard.signing_in.account import Account, all_roles


def signed_in() -> Account:
    """An account by the name of planner that may do everything, for tests of what is behind the door."""
    return Account("planner", frozenset(all_roles()))
