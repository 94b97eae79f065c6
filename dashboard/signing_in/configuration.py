"""How people sign in, made from plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider at which people sign in.

    Attributes:
        issuer: Its address, as it stands in its tokens.
        client_id: By which it knows this program.
        secret: With which this program proves that; empty for a public client.
        label: What the button calls it.
        name_claim: Which claim names the account.
        roles_claim: Which claim holds the groups or roles of there.
        regions_claim: Which claim holds the regions that the account sees; none: all regions.
        roles: What is a role here: a value of the claim, to one or more roles with commas between them.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    label: str = ""
    name_claim: str = "preferred_username"
    roles_claim: str = "roles"
    regions_claim: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SignInRules:
    """How people sign in, and for how long.

    Attributes:
        address: The address at which browsers reach a proxy in front of the server; none: there is no proxy.
        proxies: How many proxies in front add the address of whom they pass on (``X-Forwarded-For``).
        idle: After how long without use one is signed out.
        longest: After how long one is signed out anyhow.
        local_accounts: Whether accounts with a password of ours can sign in.
        provider: Where others can sign in.
    """

    address: str | None = None
    proxies: int = 0
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=10)
    local_accounts: bool = True
    provider: Provider | None = None

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the server by https only."""
        return bool(self.address and self.address.startswith("https://"))
