"""Channels: one file and one line here each. A channel sends one letter to one address and knows nothing else."""

from __future__ import annotations

from typing import Protocol

from config import Config
from queue_app.notify.channels import console, twilio, webpush
from queue_app.notify.channels.failing import DeliveryFailed
from queue_app.notify.channels.webpush import is_push_service, public_key
from queue_app.notify.letters import Letter

__all__ = ["Channel", "DeliveryFailed", "channels", "is_push_service", "public_key"]

PUSH, SMS, WHATSAPP, CONSOLE = "push", "sms", "whatsapp", "console"
#: Channels that cost money with every message: they have a budget.
PAID = frozenset({SMS, WHATSAPP})


class Channel(Protocol):
    """What a channel offers."""

    def send(self, to: str, letter: Letter) -> str | None:
        """Deliver to the E.164 number (or, by push, the browser) `to`; answers with what the provider calls the
        message, if it will tell later what became of it. Raises DeliveryFailed.
        """


def channels(config: Config) -> dict[str, Channel]:
    """The channels of this installation by name; the first that takes a phone number is the usual one."""
    if config.message_channel == "off":
        return {}
    phones: dict[str, Channel] = {CONSOLE: console.Console()}
    if config.twilio is not None:
        phones = {SMS: twilio.Sms(config.twilio, config.public_url)}
        if config.twilio.whatsapp_from:
            phones[WHATSAPP] = twilio.WhatsApp(config.twilio, config.public_url)
    return {**phones, PUSH: webpush.WebPush(config.public_url, config.push_hosts)}


def offered(config: Config) -> list[str]:
    """The channels for a phone number, the usual one first; what a person may choose from."""
    if config.message_channel == "off":
        return []
    if config.twilio is None:
        return [CONSOLE]
    return [SMS, WHATSAPP] if config.twilio.whatsapp_from else [SMS]
