"""The job that sends: each message once, by the channel its person chose, while it is true and somebody wants it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.catalogue import texts
from queue_app.catalogue.directory import directory
from queue_app.consequences import Scope, survey_token
from queue_app.jobs.leader import confirm_lead
from queue_app.line import contacts, subscriptions
from queue_app.line.ticket import Ticket, find
from queue_app.live.snapshots import grouped
from queue_app.notify import limits, outbox
from queue_app.notify.channels import PAID, PUSH, Channel, DeliveryFailed
from queue_app.notify.letters import Letter
from queue_app.notify.outbox import Ended, Message
from queue_app.notify.templates import ALWAYS, ASKING, MOST, REPEATED, TITLES, TRUE_WHILE, letter
from queue_app.transaction import reading, transaction
from queue_app.web.language import said_in
from survey import reminders

log = logging.getLogger("gmsc.jobs")

#: Said to people who are not looking: whoever is here and has the ticket open sees it there.
_SEEN_ANYWAY = frozenset({"near", "called"})


@dataclass(frozen=True, slots=True)
class Routed:
    """Where one message goes: the channel's name, the address there, the letter."""

    channel: str
    to: str
    letter: Letter
    phone_digest: str | None


def send_messages(channels: Mapping[str, Channel], public_url: str, budget: int = 500) -> None:
    """Send what is due; no transaction is open while a channel talks."""
    with transaction() as session:
        claimed = outbox.claim(session, clock.now())
    for message in claimed:
        confirm_lead()
        ended = _send(channels, message, public_url, budget)
        with transaction() as session:
            outbox.settle(session, message, clock.now(), ended)


def _send(channels: Mapping[str, Channel], message: Message, public_url: str, budget: int) -> Ended:
    """Send one message, unless it is untrue, unwanted or too dear. A channel that breaks spoils no other one."""
    with reading() as session:
        ticket = find(session, key=message.ticket_key)
        unwanted = _unwanted(session, message, ticket)
        routed = unwanted or _route(session, channels, message, ticket, public_url)
    if isinstance(routed, Ended):
        return routed
    refused = _too_dear(message, routed, budget)
    return refused or _handed_over(channels[routed.channel], message, routed)


def _unwanted(session: Session, message: Message, ticket: Ticket) -> Ended | None:
    """Why a message is not to be sent any more: an undone call, a used right, a sixth message, somebody who looks."""
    if ticket.status not in TRUE_WHILE[message.template]:
        return Ended(outbox.EXPIRED)
    if message.template in ASKING and not reminders.still_open(session, survey_token(ticket), at=clock.now()):
        return Ended(outbox.EXPIRED)
    before = outbox.said_before(session, message)
    if message.template not in ALWAYS and len(before) >= MOST:
        return Ended(outbox.EXPIRED, "enough said")
    if message.template in before and message.template not in REPEATED:
        return Ended(outbox.EXPIRED, "said before")
    by_browser = subscriptions.kept(session, ticket)
    if message.template in _SEEN_ANYWAY and ticket.present and by_browser and _looking(ticket):
        return Ended(outbox.EXPIRED, "is looking")
    return None


def _looking(ticket: Ticket) -> bool:
    """Whether somebody has the ticket open before them, in a browser of this process or, where Redis tells, of another.
    A browser that is told stops following when its page is hidden (ticket.js); one that is not may follow in a pocket,
    so that says nothing.
    """
    scope = Scope("ticket", ticket.site_id, ticket.ref)
    here, anywhere = (current_app.extensions.get(name) for name in ("live", "presence"))
    return (here is not None and here.watched(scope)) or (anywhere is not None and anywhere.looked_at(scope))


def _route(
    session: Session, channels: Mapping[str, Channel], message: Message, ticket: Ticket, public_url: str
) -> Routed | Ended:
    site = directory(session, message.site_id).site
    values = {name: str(value) for name, value in message.parameters.items()}
    values |= {
        "site": site.short_name,
        "number": ticket.number,
        "url": f"{public_url}/tiket/{ticket.id}",
        "survey_url": f"{public_url}/s/{grouped(survey_token(ticket))}",
    }
    tag = ids.keyring().digest("push-topic", ticket.id)[:32]
    own = _own_words(session, message, ticket, site.tz_name)
    said = letter(message.template, values, tag=tag, own=own, say=said_in(ticket.language))
    browser = subscriptions.of_key(session, ticket.key) if PUSH in channels else None
    if browser is not None and message.template in TITLES:
        return Routed(PUSH, json.dumps(browser), said, None)
    if message.template == "ticket-issued" and browser is not None:
        return Ended(outbox.EXPIRED, "seen on the page")
    phone = contacts.phone_of_key(session, ticket.key)
    if phone is None:
        return Ended(outbox.FAILED, "number forgotten")
    chosen = contacts.channel_of_key(session, ticket.key)
    channel = chosen if chosen in channels else next((name for name in channels if name != PUSH), None)
    return (
        Ended(outbox.FAILED, "no channel")
        if channel is None
        else Routed(channel, phone, said, contacts.digest_or_none(phone))
    )


def _own_words(session: Session, message: Message, ticket: Ticket, tz_name: str) -> str | None:
    """What the mall wrote for this message in the holder's language, else in Indonesian; None: the product's words."""
    day, name = clock.business_day(tz_name), f"message.{message.template}"
    for language in dict.fromkeys((ticket.language, "id")):
        found = texts.text_of(session, message.site_id, name, language, day=day)
        if found is not None:
            return found.body
    return None


def _too_dear(message: Message, routed: Routed, budget: int) -> Ended | None:
    """Count a message that costs money; None when it may go."""
    if routed.channel not in PAID:
        return None
    at = clock.now()
    with transaction() as session:
        day = clock.business_day(directory(session, message.site_id).site.tz_name, at)
        why = limits.may_cost(session, message.site_id, day, routed.phone_digest or "", budget, at=at)
    if why == limits.BUDGET:
        log.error("site %s: today's %s paid messages are used up until tomorrow", message.site_id, budget)
    if why is None:
        return None
    return Ended(outbox.FAILED if why == limits.BUDGET else outbox.PENDING, f"limit: {why}", routed.channel)


def _handed_over(channel: Channel, message: Message, routed: Routed) -> Ended:
    try:
        provider_id = channel.send(routed.to, routed.letter)
    except DeliveryFailed as failure:
        if failure.gone and routed.channel == PUSH:
            return _browser_gone(message, failure)
        return Ended(outbox.FAILED if failure.permanent else outbox.PENDING, str(failure), routed.channel)
    except Exception:
        log.exception("channel broke at message %s", message.id)
        return Ended(outbox.PENDING, "channel broke", routed.channel)
    return Ended(outbox.SENT, None, routed.channel, provider_id)


def _browser_gone(message: Message, failure: DeliveryFailed) -> Ended:
    """Forget the browser; the message is tried again by the phone number, if there is one."""
    with transaction() as session:
        subscriptions.forget(session, message.ticket_key)
        by_phone = contacts.phone_of_key(session, message.ticket_key) is not None
    return Ended(outbox.PENDING if by_phone else outbox.FAILED, str(failure), PUSH)
