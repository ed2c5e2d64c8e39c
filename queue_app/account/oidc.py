"""The identity provider (OpenID Connect): authorization code with PKCE, state and nonce, all by Authlib.

Its settings are read when somebody first signs in this way, so that a provider that is away stops nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import current_app
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from config import Oidc
from queue_app.errors import N_, Invalid, Unavailable, Unknown

#: Seconds the provider may take to answer; a page waits for it.
SECONDS = 8


class NotAnswered(Invalid):
    """What came back is not the provider's answer to a question of this browser: state, nonce or code is wrong."""

    status = 400
    sentence = N_("Masuk lewat penyedia identitas tidak selesai. Ulangi dari halaman masuk.")


class ProviderAway(Unavailable):
    """The provider cannot be reached, or answers with nonsense."""

    sentence = N_("Penyedia identitas sedang tidak dapat dihubungi. Masuk dengan nama masuk dan kata sandi.")


def ask(settings: Oidc | None, back: str) -> ResponseReturnValue:
    """Lead to the provider; `back` is the address to which it answers. Raises Unknown (not set up), ProviderAway.

    It is asked to let the person sign in anew: on a shared PC somebody else may still be known to it.
    """
    try:
        answer: ResponseReturnValue = _client(settings).authorize_redirect(back, prompt="login")
    except (RequestException, AuthlibBaseError, ValueError, KeyError, RuntimeError) as error:
        current_app.logger.warning("identity provider away: %s", type(error).__name__)
        raise ProviderAway() from None
    return answer


def answered(settings: Oidc | None) -> Mapping[str, Any]:
    """The verified claims in the answer that this request carries. Raises NotAnswered, ProviderAway, Unknown."""
    client = _client(settings)
    try:
        token = client.authorize_access_token(claims_options=_exactly(settings))
    except (AuthlibBaseError, JoseError) as error:
        current_app.logger.warning("identity provider's answer refused: %s", type(error).__name__)
        raise NotAnswered() from None
    except (RequestException, ValueError, KeyError, RuntimeError, TypeError) as error:
        current_app.logger.warning("identity provider away: %s", type(error).__name__)
        raise ProviderAway() from None
    claims = token.get("userinfo")
    if not claims:
        raise NotAnswered()
    return dict(claims)


def _exactly(settings: Oidc | None) -> dict[str, Any]:
    """An answer counts when it is this provider's (not whom its own metadata names) and meant for us."""
    if settings is None:
        raise Unknown()
    issuers = [settings.issuer, f"{settings.issuer}/"]
    return {"iss": {"essential": True, "values": issuers}, "aud": {"essential": True, "value": settings.client_id}}


def _client(settings: Oidc | None) -> Any:
    if settings is None:
        raise Unknown()
    clients = current_app.extensions.get("oidc")
    if clients is None:
        clients = current_app.extensions["oidc"] = OAuth(current_app._get_current_object())  # type: ignore[attr-defined]
        clients.register(
            "provider",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
            },
        )
    return clients.provider
