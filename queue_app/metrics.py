"""Door for Prometheus: how the hall and this process do, in its text format (`text/plain; version=0.0.4`).

Only for this machine and the addresses of METRICS_ALLOW. Without a number, a figure is left out; the age of something
that never happened is infinite, so that a rule "older than" fires.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from flask import Blueprint, Response, current_app, request
from sqlalchemy.orm import Session

from config import Config
from queue_app import clock, upkeep
from queue_app.catalogue.directory import directory, site_codes
from queue_app.errors import Forbidden
from queue_app.line import events
from queue_app.line.events import Kind
from queue_app.line.pulse import pulse
from queue_app.notify import outbox
from queue_app.transaction import reading
from queue_app.web.audience import PUBLIC, audience
from queue_app.web.measures import CALLS, measures

metrics = Blueprint("metrics", __name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Behind a proxy that nobody told us of, everybody seems to be this machine.
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


class Sample(NamedTuple):
    """One line: a name and its suffix, labels, and a number; None is left out."""

    value: float | None
    labels: str = ""
    suffix: str = ""


class Family(NamedTuple):
    """Lines of one name."""

    name: str
    kind: str
    meaning: str
    samples: tuple[Sample, ...]


@metrics.get("/metrics")
@audience(PUBLIC)
def scrape() -> Response:
    """All figures, as text. Raises Forbidden for whoever may not see them."""
    config: Config = current_app.extensions["config"]
    if not _may_see(config):
        raise Forbidden()
    with reading() as session:
        families = [*_of_the_hall(session), *_of_this_process(session), *_of_upkeep(session)]
    return Response(written(families), content_type=CONTENT_TYPE)


def written(families: list[Family]) -> str:
    """Families in the text format of Prometheus."""
    return "".join(line + "\n" for family in families for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.meaning}"
    yield f"# TYPE {family.name} {family.kind}"
    for value, labels, suffix in family.samples:
        if value is not None:
            number = "+Inf" if value == float("inf") else f"{value:g}" if isinstance(value, float) else str(value)
            yield f"{family.name}{suffix}{'{' + labels + '}' if labels else ''} {number}"


def _may_see(config: Config) -> bool:
    caller = ip_address(request.remote_addr or "0.0.0.0")
    if any(caller in ip_network(allowed) for allowed in config.metrics_allow):
        return True
    disguised = not config.trusted_proxies and any(name in request.headers for name in _FORWARDED)
    return caller.is_loopback and not disguised


def _of_the_hall(session: Session) -> Iterator[Family]:
    waiting: list[Sample] = []
    oldest: list[Sample] = []
    for code in site_codes(session):
        site = directory(session, code).site
        now = pulse(session, site.id, clock.business_day(site.tz_name))
        first, label = now.oldest_arrival, f'site="{code}"'
        waiting.append(Sample(now.waiting, label))
        oldest.append(Sample((clock.now() - first).total_seconds() if first else 0.0, label))
    yield Family("gmsc_waiting", "gauge", "Numbers of today that wait.", tuple(waiting))
    yield Family("gmsc_oldest_waiting_seconds", "gauge", "How long the first in the hall has waited.", tuple(oldest))
    backlog = outbox.backlog(session, clock.now())
    late = (clock.now() - backlog.due_since).total_seconds() if backlog.due_since else 0.0
    yield _gauge("gmsc_outbox_lag_seconds", "How long the oldest message that is due has waited.", late)
    yield _gauge("gmsc_outbox_dead", "Messages given up, of those still kept.", backlog.dead)


def _of_this_process(session: Session) -> Iterator[Family]:
    m, lag = measures, None
    if m.feed_seq is not None:
        lag = max(events.settled(session) - m.feed_seq, 0)
    shares = tuple(Sample(m.percentile(share), f'quantile="{share}"') for share in (0.5, 0.95, 0.99))
    sums = (Sample(m.shown_seconds, suffix="_sum"), Sample(m.shown, suffix="_count"))
    calls = sum(m.events[kind.value] for kind in CALLS)
    yield Family("gmsc_takes_total", "counter", "Numbers given.", (Sample(m.events[Kind.ISSUED.value]),))
    yield Family("gmsc_calls_total", "counter", "Calls and recalls.", (Sample(calls),))
    yield Family("gmsc_call_to_screen_seconds", "summary", "From a call to its screens.", shares + sums)
    live = current_app.extensions.get("live")  # None where this process is another part
    yield _gauge("gmsc_sockets", "Open live connections.", len(live.sids()) if live else None)
    yield _gauge(
        "gmsc_leads",
        "1: this process runs the timetable. Of all processes one should.",
        None if m.leads is None else int(m.leads),
    )
    yield _gauge("gmsc_feed_lag_events", "Settled events that the feed has not seen.", lag)


def _of_upkeep(session: Session) -> Iterator[Family]:
    checked, backed_up = upkeep.last(session, upkeep.CHECK), upkeep.last(session, upkeep.BACKUP)
    failures = checked.found.get("violations") if checked else None
    yield _gauge("gmsc_invariant_failures", "Broken invariants at the last check.", failures)
    yield _gauge("gmsc_invariant_check_age_seconds", "Since the last check began.", upkeep.age(checked))
    yield _gauge("gmsc_backup_age_seconds", "Since the moment that the last backup holds.", upkeep.age(backed_up))


def _gauge(name: str, meaning: str, value: float | None) -> Family:
    return Family(name, "gauge", meaning, (Sample(value),))
