"""Channels: one file and one line here each. A channel sends one text to one number and knows nothing else."""

from __future__ import annotations

from typing import Protocol

from queue_app.notify.channels import console


class DeliveryFailed(Exception):
    """The channel could not deliver; `permanent` failures are not tried again."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Channel(Protocol):
    """What a channel offers."""

    def send(self, to: str, text: str) -> None:
        """Deliver `text` to the E.164 number `to`. Raises DeliveryFailed."""


CHANNELS: dict[str, Channel] = {"console": console.Console()}
