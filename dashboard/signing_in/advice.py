"""What whoever starts the dashboard should know about signing in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dashboard.hosts import LOCAL_HOSTS
from data_contracts.store import has_store, store_address
from data_contracts.store.accounts import Accounts

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings


def advice(settings: "KompasSettings") -> Iterator[str]:
    """Yield what to do before people can sign in safely.

    Raises:
        KompasError: The store cannot be used.
    """
    dashboard = settings.dashboard
    if dashboard.oidc.issuer is None and not _has_account(settings):
        yield (
            "Nobody can sign in yet: there is no account. Make one on another terminal, in the same folder and with "
            "the same settings:\n  kompas accounts add NAME --role planner"
        )
    if dashboard.host not in LOCAL_HOSTS and not (dashboard.address or "").startswith("https://"):
        yield (
            "Other machines can reach this address, and passwords would go over the network in clear. Let it listen "
            "on 127.0.0.1 behind a proxy with a certificate, and set dashboard.address to the proxy's https address "
            "(docs/signing-in.md)."
        )


def _has_account(settings: "KompasSettings") -> bool:
    url = store_address(settings.data_dir, settings.store_url)
    return has_store(url) and any(account.disabled_at is None for account in Accounts(url).all())
