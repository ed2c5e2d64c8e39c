"""Every verb of the counter as a form, named as in the API (CONTRACT §3). What is said is what cannot be seen."""

from __future__ import annotations

from datetime import timedelta

from flask import request

from queue_app import clock
from queue_app.catalogue.directory import Service
from queue_app.counter.acting import acts
from queue_app.counter.workplace import Workplace, counters_of
from queue_app.errors import N_, Invalid
from queue_app.line import attendance, auto_start, calling, desk, serving, steps
from queue_app.line.serving import DONE, Outcome
from queue_app.people.audit import audit
from queue_app.web.forms import typed
from queue_app.web.language import gettext as _


@acts("open", panel="layanan")
def open_counter(place: Workplace) -> None:
    """Open for the day, for every service or for those the form ticks. Raises Invalid when it ticks none."""
    services = request.form.getlist("services") if "some" in request.form else None
    if services == []:
        raise Invalid([{"field": "services", "message": N_("Pilih sedikitnya satu layanan.")}])
    attendance.open_counter(place.session, place.house, place.counter, services=services, by=place.by)


@acts("pause", panel="jeda")
def pause(place: Workplace) -> None:
    """Pause with a reason and the minutes until the return (0: not known)."""
    minutes = request.form.get("minutes", 0, type=int)
    until = clock.now() + timedelta(minutes=minutes) if 0 < minutes <= 24 * 60 else None
    attendance.pause(place.session, place.house, place.counter, reason=_reason(80), until=until, by=place.by)


@acts("resume")
def resume(place: Workplace) -> None:
    """End the pause."""
    attendance.resume(place.session, place.house, place.counter, by=place.by)


@acts("close", panel="tutup")
def close(place: Workplace) -> None:
    """End the counter's day."""
    attendance.close(place.session, place.house, place.counter, by=place.by)


@acts("call-next")
def call_next(place: Workplace) -> str | None:
    """Call whoever is next."""
    called = calling.call_next(place.session, place.house, place.counter, by=place.by)
    return None if called else _nobody()


@acts("finish-and-call-next", panel="berkas")
def finish_and_call_next(place: Workplace) -> str | None:
    """Finish the ticket being served and call the next, in one step."""
    _finished, called = calling.finish_and_call_next(
        place.session, place.house, place.counter, outcome=_outcome(), by=place.by
    )
    return None if called else _nobody()


@acts("finish", panel="berkas")
def finish(place: Workplace) -> None:
    """The person has been served, or "berkas kurang" with the items the form ticks."""
    serving.finish(place.session, place.house, place.counter, outcome=_outcome(), by=place.by)


@acts("recall")
def recall(place: Workplace) -> str:
    """Call the same person again."""
    again = calling.recall(place.session, place.house, place.counter, by=place.by)
    return _("%(number)s dipanggil ulang", number=again.number)


@acts("start")
def start(place: Workplace) -> None:
    """The person is at the counter; `automatic`: nobody pressed a key, the counter's delay is over."""
    if "automatic" in request.form:
        serving.start_by_itself(place.session, place.house, place.counter, by=place.by)
        return
    serving.start(place.session, place.house, place.counter, by=place.by)


@acts("hold")
def hold(place: Workplace) -> None:
    """Put the ticket aside."""
    serving.hold(place.session, place.house, place.counter, by=place.by)


@acts("miss")
def miss(place: Workplace) -> None:
    """The person did not come."""
    calling.miss(place.session, place.house, place.counter, by=place.by)


@acts("undo")
def undo(place: Workplace) -> str:
    """Take the last step back."""
    back = steps.undo(place.session, place.house, place.counter, by=place.by)
    return _("Diurungkan: %(numbers)s", numbers=", ".join(ticket.number for ticket in back))


@acts("unhold")
def unhold(place: Workplace) -> None:
    """Call a held ticket back."""
    ticket = place.ticket(typed("ref", 16))
    calling.unhold(place.session, place.house, place.counter, ticket, by=place.by)


@acts("requeue")
def requeue(place: Workplace) -> None:
    """Send a held or missed ticket back to the line."""
    ticket = place.ticket(typed("ref", 16))
    calling.requeue(place.session, place.house, place.counter, ticket, by=place.by)


@acts("call", panel="nomor")
def call(place: Workplace) -> None:
    """Call one waiting ticket out of order, with a reason."""
    ticket = place.ticket(typed("ref", 16))
    calling.call(place.session, place.house, place.counter, ticket, reason=_reason(200), by=place.by)


@acts("check-in", panel="nomor")
def check_in(place: Workplace) -> str:
    """A clerk sees the person: the number is present from now on."""
    ticket = place.ticket(typed("ref", 16))
    arrived = desk.check_in(place.session, place.house, ticket, code=None, by=place.by)
    return _("%(number)s tercatat hadir", number=arrived.number)


@acts("transfer", panel="alihkan")
def transfer(place: Workplace) -> None:
    """Send the person on to another service, with a note for the next counter."""
    service = _service(place)
    note = typed("note", 200) or None
    serving.transfer(place.session, place.house, place.counter, service=service, note=note, by=place.by)


@acts("walk-in", panel="tanpa-tiket")
def walk_in(place: Workplace) -> None:
    """Serve somebody who has no ticket."""
    service, priority = _service(place), typed("priority", 16) or None
    serving.walk_in(place.session, place.house, place.counter, service=service, priority=priority, by=place.by)


@acts("auto-start", "supervisor", panel="setelan")
def set_auto_start(place: Workplace) -> str:
    """Let this counter, or all of this supervisor's, start by itself some seconds after a call (empty: never)."""
    wish = typed("seconds", 4)
    if wish and not wish.isdecimal():
        raise Invalid([{"field": "seconds", "message": N_("Jeda mulai otomatis antara 0 dan 300 detik.")}])
    seconds = int(wish) if wish else None
    every = "every" in request.form
    mine = counters_of(place.house, place.actor) if every else [place.counter]
    auto_start.set_auto_start(place.session, place.house, mine, seconds)
    subject = f"site:{place.house.site.code}" if every else f"counter:{place.counter.code}"
    data = {"seconds": seconds, "counters": len(mine)}
    audit(place.session, by=place.by, action="auto-start-set", subject=subject, data=data, site_id=place.house.site.id)
    return _("Mulai otomatis disimpan.")


@acts("confirm-served", "supervisor", panel="klaim")
def confirm_served(place: Workplace) -> str:
    """A supervisor answers "Saya sudah dilayani" with yes."""
    ticket = place.ticket(typed("ref", 16))
    served = serving.confirm_served(
        place.session, place.house, place.counter, ticket, reason=typed("reason"), by=place.by
    )
    return _("%(number)s tercatat sudah dilayani", number=served.number)


def _service(place: Workplace) -> Service:
    """The service that was chosen. Raises Invalid when none was, Unknown for one we do not have."""
    code = typed("service", 64)
    if not code:
        raise Invalid([{"field": "service", "message": N_("Pilih layanan dahulu.")}])
    return place.house.service(code)


def _outcome() -> Outcome:
    if request.form.get("outcome") != "berkas-kurang":
        return DONE
    items = [item.strip() for item in (*request.form.getlist("missing"), typed("other", 200))]
    return Outcome("berkas-kurang", tuple(dict.fromkeys(item for item in items if item)))


def _reason(longest: int) -> str:
    """The reason that was chosen, or the one that was typed instead."""
    return typed("other", longest) or typed("reason", longest)


def _nobody() -> str:
    return _("Belum ada yang hadir untuk dipanggil.")
