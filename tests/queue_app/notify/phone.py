"""A channel for tests, and the job that sends through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from queue_app.jobs import sending
from queue_app.line import calling
from queue_app.line.ticket import Ticket
from queue_app.notify.letters import Letter
from queue_app.notify.outbox import messages
from queue_app.transaction import database
from tests import make
from tests.queue_app.line.scene import at_counter, rows

PHONE = {"phone": "+6281234567890", "consent": "2026-11"}
URL = "https://antrean.mojokertokota.go.id"


@dataclass
class Phone:
    """A channel that keeps what it sends, or fails as told."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    fails: Exception | None = None
    sid: str | None = None

    def send(self, to: str, letter: Letter) -> str | None:
        if self.fails is not None:
            raise self.fails
        assert not database.session().in_transaction(), "a transaction is open while the channel talks"
        self.sent.append((to, letter.text))
        return self.sid


def send(channel: Phone) -> list[str]:
    """Run the job; the texts it sent."""
    before = len(channel.sent)
    sending.send_messages({"console": channel}, URL)
    return [text for _, text in channel.sent[before:]]


def states() -> list[tuple[str, str, int]]:
    return [(row.template, row.state, row.attempts) for row in sorted(rows(messages), key=lambda r: r.id)]


def called(**wish: Any) -> Ticket:
    """A ticket that is called, whose first message is sent."""
    make.make_open_counter()
    make.make_ticket(**(PHONE | wish))
    send(Phone())
    return at_counter(calling.call_next)
