"""The jobs themselves: each opens a short transaction and calls a verb; each may run twice without harm."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy.orm import Session

from queue_app import clock, retention
from queue_app.catalogue import planned, texts
from queue_app.catalogue.directory import directory, forget, site_codes
from queue_app.consequences import survey_token
from queue_app.errors import Invalid, Refused
from queue_app.jobs.leader import confirm_lead
from queue_app.line import closing, contacts, passing
from queue_app.line.catalogue_change import change_catalogue
from queue_app.line.ticket import Ticket, find
from queue_app.live.snapshots import grouped
from queue_app.notify import outbox
from queue_app.notify.channels import Channel, DeliveryFailed
from queue_app.notify.outbox import Ended, Message
from queue_app.notify.templates import ASKING, TRUE_WHILE, render
from queue_app.transaction import reading, transaction
from survey import mixing, reminders

log = logging.getLogger("gmsc.jobs")

#: The nights this process has mixed; a restart mixes once more, which does no harm.
_mixed: set[date] = set()
#: Until when this process has told what time changes, by site; the events say it to one that has just begun.
_told: dict[str, datetime] = {}


def close_days() -> None:
    """Expire what is left of ended days, batch by batch, then close the counters."""
    with reading() as session:
        sites = site_codes(session)
    for code in sites:
        moved = 1
        while moved:
            confirm_lead()
            with transaction() as session:
                moved = closing.close_day(session, directory(session, code), by="system")
        confirm_lead()
        with transaction() as session:
            closing.close_counters(session, directory(session, code), by="system")


def tell_time() -> None:
    """Tell the screens what time alone has changed since the last look."""
    with reading() as session:
        sites = site_codes(session)
    for code in sites:
        with reading() as session:
            house, at = directory(session, code), clock.now()
            changed = passing.changed_since(session, house, _told.get(code) or passing.last_told(session, house))
        if changed:
            with transaction() as session:
                passing.record_passing(session, house, changed, by="system")
        _told[code] = at


def apply_planned() -> None:
    """Put the planned changes of the catalogue into force whose day has begun, each in a transaction of its own.

    One that does not fit any more, or would end what somebody waits for, is tried again and says why.
    """
    with reading() as session:
        sites = [directory(session, code).site for code in site_codes(session)]
    for site in sites:
        with reading() as session:
            waiting = planned.due(session, site.id, clock.business_day(site.tz_name))
        for planned_id in waiting:
            confirm_lead()
            _apply_one(planned_id)
        if waiting:
            forget()


def _apply_one(planned_id: int) -> None:
    try:
        with transaction() as session:
            taken = planned.take(session, planned_id)
            if taken is not None:
                changes, by = taken
                change_catalogue(session, changes, by=by)
    except Refused as no:
        why = "; ".join(error["message"] for error in no.errors) if isinstance(no, Invalid) else str(no)
        with transaction() as session:
            planned.keep_problem(session, planned_id, why or str(no))


def send_messages(channel: Channel, public_url: str) -> None:
    """Send what is due; no transaction is open while the channel talks."""
    with transaction() as session:
        claimed = outbox.claim(session, clock.now())
    for message in claimed:
        confirm_lead()
        ended = _send(channel, message, public_url)
        with transaction() as session:
            outbox.settle(session, message, clock.now(), ended)


def mix_answers() -> None:
    """After midnight, take away the order in which yesterday's answers came (PostgreSQL; SQLite keeps none)."""
    with reading() as session:
        sites = [directory(session, code).site for code in site_codes(session)]
    today = min((clock.business_day(site.tz_name) for site in sites), default=None)
    if today is None or today in _mixed:
        return
    with transaction() as session:
        mixing.mix(session, before=today)
    _mixed.add(today)


def forget_old(phone_days: int = contacts.KEPT_DAYS) -> None:
    """Drop what is kept only for a while: phone numbers, messages, answers to repeated requests, codes of devices."""
    with transaction() as session:
        retention.forget(session, phone_days)


def _send(channel: Channel, message: Message, public_url: str) -> Ended:
    """Send one message, unless what it says is no longer true. A channel that breaks spoils no other message."""
    with reading() as session:
        ticket = find(session, key=message.ticket_key)
        phone = contacts.phone_of(session, ticket)
        site = directory(session, message.site_id).site
        is_true = _is_true(session, message, ticket)
        own = _own_words(session, message, ticket, site.tz_name)
    if not is_true:
        return Ended(outbox.EXPIRED)
    if phone is None:
        return Ended(outbox.FAILED, "number forgotten")
    values = {name: str(value) for name, value in message.parameters.items()}
    values |= {
        "site": site.short_name,
        "url": f"{public_url}/tiket/{ticket.id}",
        "survey_url": f"{public_url}/s/{grouped(survey_token(ticket))}",
    }
    try:
        channel.send(phone, render(message.template, values, own))
    except DeliveryFailed as failure:
        return Ended(outbox.FAILED if failure.permanent else outbox.PENDING, str(failure))
    except Exception:
        log.exception("channel broke at message %s", message.id)
        return Ended(outbox.PENDING, "channel broke")
    return Ended(outbox.SENT)


def _own_words(session: Session, message: Message, ticket: Ticket, tz_name: str) -> str | None:
    """What the mall wrote for this message in the holder's language, else in Indonesian; None: the product's words."""
    day, name = clock.business_day(tz_name), f"message.{message.template}"
    for language in dict.fromkeys((ticket.language, "id")):
        found = texts.text_of(session, message.site_id, name, language, day=day)
        if found is not None:
            return found.body
    return None


def _is_true(session: Session, message: Message, ticket: Ticket) -> bool:
    """Whether the message still says what is: an undone call is not announced, a used right not asked for."""
    if ticket.status not in TRUE_WHILE[message.template]:
        return False
    return message.template not in ASKING or reminders.still_open(session, survey_token(ticket), at=clock.now())
