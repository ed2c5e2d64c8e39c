"""The job that reminds of the survey, once: those who left a number and have not answered three days later."""

from __future__ import annotations

from datetime import datetime, timedelta

from queue_app import clock
from queue_app.catalogue.directory import Directory, directory, site_codes
from queue_app.consequences import survey_token
from queue_app.jobs.leader import confirm_lead
from queue_app.line import claims
from queue_app.line.ticket import Ticket
from queue_app.notify import outbox
from queue_app.transaction import reading, transaction
from survey import reminders

#: Hours of the site's day in which people are written to.
FROM_HOUR, TO_HOUR = 9, 17


def remind_of_surveys() -> None:
    """Write a reminder into the outbox for each unused right that has none yet; in daytime only."""
    with reading() as session:
        sites = site_codes(session)
    for code in sites:
        with reading() as session:
            house = directory(session, code)
            people = _people(house)
        for ticket in people:
            confirm_lead()
            _remind(house, ticket)


def _people(house: Directory) -> list[Ticket]:
    local = clock.now().astimezone(clock.zone(house.site.tz_name))
    if not FROM_HOUR <= local.hour < TO_HOUR:
        return []
    after, at_latest = (local.date() - timedelta(days=days) for days in reminders.AFTER_DAYS)
    with reading() as session:
        return claims.served_with_phone(session, house, at_latest, after)


def _remind(house: Directory, ticket: Ticket) -> None:
    at = clock.now()
    with transaction() as session:
        until = reminders.claim(session, survey_token(ticket), at=at)
        if until is not None:
            said = {"number": ticket.number, "until": _day(house, until)}
            outbox.enqueue(session, ticket.key, "survey-reminder", said, at=at, ttl=until - at)


def _day(house: Directory, until: datetime) -> str:
    return f"{until.astimezone(clock.zone(house.site.tz_name)):%d.%m.%Y}"
