"""SMS and WhatsApp by Twilio. A template of WhatsApp is held there and named here by its content SID."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import RequestException
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from config import Twilio
from queue_app.notify.channels.failing import DeliveryFailed
from queue_app.notify.letters import Letter

STATUS_PATH = "/pesan/twilio/status"
#: What Twilio tells of a message → what we keep; what is not here is not worth a row.
DELIVERIES = {"sent": "sent", "delivered": "delivered", "read": "read", "undelivered": "failed", "failed": "failed"}
_SECONDS = 10
#: Twilio's numbers of failures after which trying again is no use: number unreachable, not mobile, opted out, blocked.
_NEVER = {21211, 21214, 21408, 21610, 21612, 21614, 63003, 63024, 30003, 30005, 30006, 30007}


class Elsewhere(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own client, at another address (a test double); edges and regions can only build names of twilio.com."""

    def __init__(self, base_url: str | None) -> None:
        super().__init__(timeout=_SECONDS)
        self._base = urlsplit(base_url) if base_url else None

    def request(self, method: str, url: str, *args: Any, **named: Any) -> Any:
        """The request, at the other address if there is one."""
        if self._base is not None:
            url = urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))
        return super().request(method, url, *args, **named)


class Sms:
    """A text of one part to a phone number."""

    def __init__(self, settings: Twilio, public_url: str) -> None:
        self._settings, self._status = settings, public_url + STATUS_PATH
        self._client = Client(settings.account_sid, settings.auth_token, http_client=Elsewhere(settings.base_url))

    def send(self, to: str, letter: Letter) -> str | None:
        """Hand over; answers with the message's SID. Raises DeliveryFailed."""
        return self._created(to=to, body=letter.text, **self._sender())

    def _sender(self) -> dict[str, str]:
        if self._settings.messaging_service:
            return {"messaging_service_sid": self._settings.messaging_service}
        return {"from_": self._settings.sms_from}

    def _created(self, **message: Any) -> str | None:
        try:
            made = self._client.messages.create(status_callback=self._status, **message)
        except TwilioRestException as error:
            raise _failure(error) from None
        except RequestException as error:
            raise DeliveryFailed(type(error).__name__) from None
        return str(made.sid)


class WhatsApp(Sms):
    """A template that Meta has approved, filled with our values."""

    def send(self, to: str, letter: Letter) -> str | None:
        """Hand over; answers with the message's SID. Raises DeliveryFailed, for good where no template is approved."""
        content = self._settings.content.get(letter.template)
        if content is None:
            raise DeliveryFailed(f"no approved template for {letter.template}", permanent=True)
        sender = f"whatsapp:{self._settings.whatsapp_from}"
        values = json.dumps(letter.values, ensure_ascii=False)
        return self._created(to=f"whatsapp:{to}", from_=sender, content_sid=content, content_variables=values)


def is_from_twilio(settings: Twilio, url: str, form: dict[str, str], signature: str) -> bool:
    """Whether Twilio signed this request to our public address."""
    return bool(RequestValidator(settings.auth_token).validate(url, form, signature))


def _failure(error: TwilioRestException) -> DeliveryFailed:
    permanent = error.code in _NEVER or (400 <= error.status < 500 and error.status not in (408, 429))
    return DeliveryFailed(f"Twilio {error.status} {error.code or ''}".strip(), permanent=permanent)
