"""Passwords of accounts: kept as argon2id hashes only, with the parameters that argon2-cffi advises (RFC 9106)."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data_contracts.errors import KompasError

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200
"""More than anybody types; a longer text would only cost the server time."""
OF_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MfaEE4/miwwR16deSGh5QA$RJnyHST0rHko8ZVPQaRIrAoajQUYXYgy9wS0/F2JVos"
"""The hash of a text that was thrown away: what is typed for a name that does not exist is held against it."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is read wrongly from paper: i, l, o, 0, 1
_GROUPS, _GROUP = 5, 4

_hasher = PasswordHasher()


def hash_of(password: str) -> str:
    """Return the hash of a new password.

    Raises:
        KompasError: It is too short or too long; the message does not repeat it.
    """
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise KompasError(
            f"A password has {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters.",
            "the password",
            "Take a sentence that is easy to remember, or have one made with --generate.",
        )
    return _hasher.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Tell whether a typed password is that of a hash; it takes as long when there is no hash at all.

    Args:
        password: What was typed.
        stored: The account's hash; ``None`` when there is no such account, or it has no password.
    """
    typed = password[: MOST_CHARACTERS + 1].encode("utf-8", "replace")  # JSON and forms can carry half characters
    try:
        fits = _hasher.verify(stored or OF_NOBODY, typed)
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not None


def is_dated(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than a new one would be."""
    return _hasher.check_needs_rehash(stored)


def random_password() -> str:
    """Return a password by chance, of 99 bits: five groups of four letters and digits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
