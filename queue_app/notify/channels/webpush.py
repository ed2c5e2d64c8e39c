"""Web Push (RFC 8030, 8291, 8292): a letter encrypted for one browser, carried by that browser's own service.

The key with which we sign (VAPID) is derived from the house's key: it is there from the first start, the same in every
process and after every restore, and there is nothing to lose.
"""

from __future__ import annotations

import base64
import json
import re
from fnmatch import fnmatch
from functools import cache
from urllib.parse import urlsplit

from py_vapid import Vapid
from pywebpush import WebPushException, webpush
from requests import RequestException

from queue_app import ids
from queue_app.notify.channels.failing import DeliveryFailed
from queue_app.notify.letters import Letter

#: Order of the group of P-256: a private key lies between 1 and this.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HOST = re.compile(r"[a-z0-9.-]+")
_SECONDS = 10
_GONE = (404, 410)
_KEPT_AT_MOST = 24 * 3600


class WebPush:
    """Sends to the services of browsers that `hosts` names; an address elsewhere is never asked (trust.md: SSRF)."""

    def __init__(self, public_url: str, hosts: tuple[str, ...]) -> None:
        self._contact, self._hosts = _contact(public_url), hosts

    def send(self, to: str, letter: Letter) -> None:
        """Encrypt and hand over; `to` is the browser's subscription as JSON. Raises DeliveryFailed."""
        subscription = json.loads(to)
        if not is_push_service(subscription["endpoint"], self._hosts):
            raise DeliveryFailed("not a push service", gone=True)
        try:
            webpush(
                {"endpoint": subscription["endpoint"], "keys": {k: subscription[k] for k in ("p256dh", "auth")}},
                json.dumps(_shown(letter), ensure_ascii=False),
                vapid_private_key=Vapid.from_raw(_private_key()),
                vapid_claims={"sub": self._contact},
                ttl=min(int(letter.lives.total_seconds()), _KEPT_AT_MOST),
                headers={"Urgency": "high" if letter.urgent else "normal", "Topic": letter.tag},
                timeout=_SECONDS,
            )
        except WebPushException as error:
            status = error.response.status_code if error.response is not None else None
            raise _failure(status) from None
        except RequestException as error:
            raise DeliveryFailed(type(error).__name__) from None
        except ValueError:
            raise DeliveryFailed("keys of the browser are not valid", gone=True) from None


def public_key() -> str:
    """What a browser needs to subscribe with us: the public key, base64url without padding."""
    return _public_key(_private_key())


def is_push_service(endpoint: str, hosts: tuple[str, ...]) -> bool:
    """Whether the address is https at one of the hosts (plain http at this machine itself only, for tests).

    A host is letters, digits, dots and hyphens: of others (`evil.example\\.push.apple.com`) it depends on the program
    where the host ends, and ours would ask one address while it checked another.
    """
    try:
        parts = urlsplit(endpoint)
        host, secure = parts.hostname or "", parts.scheme == "https"
    except ValueError:
        return False
    plain = parts.scheme == "http" and host in ("localhost", "127.0.0.1")
    if not _HOST.fullmatch(host) or parts.username is not None:
        return False
    return (secure or plain) and any(fnmatch(host, allowed) for allowed in hosts)


def _contact(public_url: str) -> str:
    """Whom a push service may ask about us: our address, or a mailbox where a hall has no address by https."""
    parts = urlsplit(public_url)
    plain = parts.scheme == "https" and parts.port is None and parts.path in ("", "/")
    return f"https://{parts.hostname}" if plain else f"mailto:antrean@{parts.hostname or 'localhost'}"


def _shown(letter: Letter) -> dict[str, object]:
    return {
        "title": letter.title,
        "body": letter.body,
        "url": letter.url,
        "tag": letter.tag,
        "kind": letter.template,
        "urgent": letter.urgent,
    }


def _failure(status: int | None) -> DeliveryFailed:
    if status in _GONE:
        return DeliveryFailed(f"the browser is gone ({status})", gone=True)
    permanent = status is not None and 400 <= status < 500 and status not in (408, 429)
    return DeliveryFailed(f"push service answered {status}", permanent=permanent)


def _private_key() -> bytes:
    number = int.from_bytes(ids.keyring().key("vapid"), "big") % (_ORDER - 1) + 1
    return base64.urlsafe_b64encode(number.to_bytes(32, "big"))


@cache
def _public_key(private: bytes) -> str:
    point = Vapid.from_raw(private).public_key.public_numbers()
    raw = b"\x04" + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
