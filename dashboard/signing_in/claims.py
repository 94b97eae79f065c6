"""What a provider's claims about somebody come to here."""

from collections.abc import Mapping
from typing import Any

from dashboard.signing_in.account import all_roles
from dashboard.signing_in.configuration import Provider
from dashboard.signing_in.oidc import ProviderError
from data_contracts.reference_data import region_of_province
from data_contracts.store.accounts_elsewhere import Known


def known_by(claims: Mapping[str, Any], provider: Provider) -> Known:
    """Return an account's name, roles and regions from checked claims.

    Raises:
        ProviderError: There is no name, no role that is one here, or no region where regions are asked for.
    """
    name = claims.get(provider.name_claim)
    if not isinstance(name, str) or not name.strip():
        raise ProviderError("name", f"The provider gives no claim '{provider.name_claim}'.")
    roles = roles_of(claims.get(provider.roles_claim), provider.roles)
    if not roles:
        raise ProviderError("role", "None of the provider's roles is one here.")
    return Known(
        subject=f"{provider.issuer}|{claims['sub']}",
        name=name,
        display_name=claims["name"] if isinstance(claims.get("name"), str) else "",
        roles=roles,
        regions=_regions_of(claims, provider.regions_claim),
    )


def roles_of(claim: Any, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """Return the roles here that go with a claim, a text or a list of texts; what the settings do not name is none."""
    mapped = {role.strip() for value in _texts(claim) for role in mapping.get(value, "").split(",")}
    return tuple(role for role in all_roles() if role in mapped)


def _regions_of(claims: Mapping[str, Any], claim: str | None) -> tuple[str, ...]:
    if claim is None:
        return ()
    regions = sorted(set(region_of_province().values()) & set(_texts(claims.get(claim))))
    if not regions:
        raise ProviderError("region", "None of the provider's regions is one here.")
    return tuple(regions)


def _texts(claim: Any) -> tuple[str, ...]:
    values = claim if isinstance(claim, list) else [claim]
    return tuple(value for value in values if isinstance(value, str))
