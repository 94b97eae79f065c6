"""How people sign in, from the settings; the provider's secret comes from the environment alone."""

import os
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dashboard.hosts import LOCAL_HOSTS
from dashboard.signing_in.account import all_roles
from dashboard.signing_in.configuration import Provider, SignInRules
from data_contracts.errors import KompasError

if TYPE_CHECKING:
    from data_contracts.settings import DashboardSettings, OidcSettings


def sign_in_rules(settings: "DashboardSettings") -> SignInRules:
    """Return how people sign in.

    Raises:
        KompasError: Nobody could sign in, or a role is named that there is not.
    """
    if not settings.local_accounts and settings.oidc.issuer is None:
        raise KompasError(
            "Nobody could sign in: local accounts are switched off, and no provider is named.",
            "dashboard.local_accounts and dashboard.oidc.issuer",
            "Switch local accounts on, or name a provider; see docs/signing-in.md.",
        )
    return SignInRules(
        address=settings.address.rstrip("/") if settings.address else None,
        proxies=settings.proxies,
        idle=timedelta(minutes=settings.idle_minutes),
        longest=timedelta(hours=settings.longest_hours),
        local_accounts=settings.local_accounts,
        provider=_provider(settings.oidc),
    )


def _provider(oidc: "OidcSettings") -> Provider | None:
    from data_contracts.settings import OIDC_SECRET

    if oidc.issuer is None:
        return None
    _require_https(oidc.issuer)
    known = all_roles()
    named = {role.strip() for roles in oidc.roles.values() for role in roles.split(",")}
    if unknown := sorted(named - set(known)):
        raise KompasError(
            f"There is no role '{unknown[0]}'.", "dashboard.oidc.roles", f"Name one or more of {', '.join(known)}."
        )
    return Provider(
        issuer=oidc.issuer.rstrip("/"),
        client_id=oidc.client_id,
        secret=os.environ.get(OIDC_SECRET, ""),
        label=oidc.label,
        name_claim=oidc.name_claim,
        roles_claim=oidc.roles_claim,
        regions_claim=oidc.regions_claim,
        roles=oidc.roles,
    )


def _require_https(issuer: str) -> None:
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS:
        raise KompasError(
            "The provider is not reached by https, so anybody on the way could sign in as anybody.",
            "dashboard.oidc.issuer",
            "Name its https address; http is for a provider on this machine only.",
        )
