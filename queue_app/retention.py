"""Machinery: what is kept only for a while, and then forgotten (trust.md §5). A restored backup forgets it too."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from queue_app import clock, idempotency
from queue_app.catalogue.directory import directory, site_codes
from queue_app.line import cases, contacts, journeys, subscriptions
from queue_app.notify import limits, outbox
from queue_app.people import pairing
from survey import pace

#: How long a request may be repeated and still get its first answer.
ANSWERS_KEPT = timedelta(days=2)


def forget(session: Session, phone_days: int) -> None:
    """Erase phone numbers `phone_days` after their business day, what was said to them, which special cases applied and
    how far they live; old answers to requests, how many surveys came lately, and the codes of devices that are over.

    Forgetting twice is the same as once.
    """
    at = clock.now()
    for code in site_codes(session):
        site = directory(session, code).site
        today = clock.business_day(site.tz_name)
        subscriptions.forget_days_before(session, site.id, today - timedelta(days=phone_days))
        contacts.forget_days_before(session, site.id, today - timedelta(days=phone_days))
        limits.forget_before(session, site.id, today)
        cases.forget_days_before(session, site.id, today - timedelta(days=phone_days))
        journeys.forget_days_before(session, site.id, today - timedelta(days=phone_days))
    outbox.forget_before(session, at - timedelta(days=phone_days))
    idempotency.forget_before(session, at - ANSWERS_KEPT)
    pace.forget_before(session, at)
    pairing.forget_before(session, clock.real_now() - pairing.REMEMBERED)
