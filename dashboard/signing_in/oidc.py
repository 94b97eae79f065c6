"""Signing in at a provider: OpenID Connect with an authorization code and PKCE (RFC 7636)."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hmac import compare_digest
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashboard.signing_in.configuration import Provider
from data_contracts.errors import KompasError

PATIENCE_S = 10
LEEWAY_S = 60
"""How far the provider's clock may be off."""
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures that only the provider can make; none of them is *none*, or made with a secret that both know."""
SCOPE = "openid profile email"


class ProviderError(KompasError):
    """The provider did not say who somebody is; ``reason`` names the page that tells so."""

    def __init__(self, reason: str, what: str) -> None:
        self.reason = reason
        super().__init__(what, "dashboard.oidc", "See docs/signing-in.md.")


@dataclass(frozen=True)
class Question:
    """What the provider is asked for one browser; the browser keeps it until the answer comes.

    Attributes:
        state: Comes back with the answer, so that the answer belongs to this browser.
        nonce: Comes back within the signed token, so that the token belongs to this question.
        verifier: Without which the code is worth nothing.
        view: Where to go afterwards.
        language: Of the pages.
    """

    state: str
    nonce: str
    verifier: str
    view: str
    language: str

    @classmethod
    def new(cls, view: str, language: str) -> "Question":
        """Return a question with secrets of its own."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        return cls(state, nonce, verifier, view, language)

    @classmethod
    def of_cookie(cls, text: str) -> "Question | None":
        """Return a question from what the browser kept; ``None`` when that is none."""
        try:
            kept = json.loads(base64.urlsafe_b64decode(text))
            question = cls(**kept)
        except (ValueError, TypeError):
            return None
        return question if all(isinstance(value, str) and value for value in asdict(question).values()) else None

    def cookie(self) -> str:
        """Return the question as the browser keeps it."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()


class ProviderClient:
    """This program as the provider knows it.

    Args:
        provider: Where it is, and what it is to say.
    """

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._found: Mapping[str, Any] | None = None

    def address(self, question: Question, return_to: str) -> str:
        """Return the address at which somebody signs in.

        Args:
            question: What is asked.
            return_to: The address to which the browser comes back.

        Raises:
            ProviderError: The provider cannot be reached.
        """
        with self._talking(return_to) as talking:
            url, _ = talking.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=question.state,
                nonce=question.nonce,
                code_verifier=question.verifier,
            )
        return str(url)

    def claims(self, question: Question, given: Mapping[str, str], return_to: str) -> Mapping[str, Any]:
        """Return what the provider says of who signed in.

        Args:
            question: As the browser kept it.
            given: What came back in the address: ``state``, and ``code`` or ``error``.
            return_to: As in `address`.

        Raises:
            ProviderError: The answer is none to this question, it was refused, or its token does not hold.
        """
        if not compare_digest(question.state.encode(), given.get("state", "").encode("utf-8", "replace")):
            raise ProviderError("state", "The provider's answer belongs to another browser or to an older question.")
        if "code" not in given:
            raise ProviderError("denied", "The provider let nobody in.")
        token = self._exchange(given["code"], question, return_to)
        return self._checked(token, question)

    def _exchange(self, code: str, question: Question, return_to: str) -> Mapping[str, Any]:
        try:
            with self._talking(return_to) as talking:
                token: Mapping[str, Any] = talking.fetch_token(
                    self._metadata()["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=question.verifier,
                    timeout=PATIENCE_S,
                )
        except (requests.RequestException, AuthlibBaseError, ValueError) as error:
            why = getattr(error, "error", None) or type(error).__name__  # its own word, such as invalid_client
            raise ProviderError("provider", f"The provider gave no token ({why}).") from error
        return token

    def _checked(self, token: Mapping[str, Any], question: Question) -> Mapping[str, Any]:
        """Check who signed the token, for whom, for which question and until when; and the access token beside it."""
        expected = {"iss": self._provider.issuer, "aud": self._provider.client_id, "nonce": question.nonce}
        options = {name: {"essential": True, "values": [value]} for name, value in expected.items()}
        options["iss"]["values"] = [self._provider.issuer, f"{self._provider.issuer}/"]
        try:
            keys = KeySet.import_key_set(self._json(str(self._metadata()["jwks_uri"])))
            decoded = jwt.decode(str(token["id_token"]), keys, algorithms=SIGNED_WITH)
            about = {"nonce": question.nonce, "client_id": self._provider.client_id}
            if "access_token" in token:
                about["access_token"] = token["access_token"]
            claims = CodeIDToken(decoded.claims, decoded.header, options, about)
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            raise ProviderError("token", f"The provider's token does not hold ({type(error).__name__}).") from error
        return dict(claims)

    def _metadata(self) -> Mapping[str, Any]:
        """Return what the provider says of itself; asked once, for its addresses do not change."""
        if self._found is None:
            found = self._json(f"{self._provider.issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._provider.issuer:
                raise ProviderError("provider", "The provider names another issuer than dashboard.oidc.issuer.")
            self._found = found
        return self._found

    @staticmethod
    def _json(address: str) -> Any:
        try:
            answer = requests.get(address, timeout=PATIENCE_S)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderError("provider", f"The provider cannot be reached ({type(error).__name__}).") from error

    def _talking(self, return_to: str) -> Any:
        return OAuth2Session(
            self._provider.client_id,
            self._provider.secret or None,
            scope=SCOPE,
            redirect_uri=return_to,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._provider.secret else "none",
        )
